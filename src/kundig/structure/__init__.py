"""Element 4: working together across departments, and what was decided."""
