"""A person's rights."""
