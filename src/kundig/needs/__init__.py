"""What customers need and are worth: purchase patterns and the models on them."""
