"""Counts people in bands, levels and days, and nobody of a class that is too small (R8.8)."""
