"""What waits for somebody: entries that can be taken on, passed on, declined."""
