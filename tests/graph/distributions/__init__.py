"""Distributions through the API: R8.8."""
