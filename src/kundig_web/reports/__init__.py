"""Who gets which letter when."""
