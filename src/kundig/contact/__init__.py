"""Element 1: personal contact, and the promises that come of it."""
