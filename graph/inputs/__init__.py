"""What clients send: input types and the orders of lists, by noun."""
