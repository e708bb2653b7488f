"""What people do in access, one function per verb."""
