"""What is kept about people, declared once."""
