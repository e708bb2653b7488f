"""Forgetting a person in every store."""
