"""Proof that nothing says anything about a single employee."""
