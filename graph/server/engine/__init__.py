"""Reads, limits and executes documents."""
