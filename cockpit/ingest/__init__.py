"""Deliveries in: inspected, read row by row, loaded or quarantined (delivery.md is the contract)."""
