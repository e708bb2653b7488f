"""What counts as a purchase, an answer, a delivery: Ibis expressions over the shared tables."""
