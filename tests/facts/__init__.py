"""Facts of readable histories, day by day."""
