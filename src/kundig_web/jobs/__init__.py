"""Background work: leases, retries, schedules, progress."""
