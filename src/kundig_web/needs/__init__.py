"""Element 3 at work: talks and hints."""
