"""What strangers send and where this site calls: cleaned, counted, and refused when in doubt."""
