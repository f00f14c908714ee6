"""What people do: the one door from people to the ledger."""
