"""The commands. This room holds no logic: it reads arguments, makes one call and prints."""
