"""Element 1 at work: promises."""
