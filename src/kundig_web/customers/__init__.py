"""The centre: one record per customer for all departments."""
