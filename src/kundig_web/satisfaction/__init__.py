"""Element 5 at work: complaints and voices."""
