"""Element 4 at work: the quick test."""
