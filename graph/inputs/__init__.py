"""The input types and list orders of the API, by noun."""
