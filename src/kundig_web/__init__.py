"""The upper floor: people working with what the ground floor means (Django)."""
