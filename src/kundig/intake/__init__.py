"""The import as one workflow: read, judge, quarantine, stage, publish, withdraw."""
