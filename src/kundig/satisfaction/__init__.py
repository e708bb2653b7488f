"""Element 5: measuring satisfaction and acting on it."""
