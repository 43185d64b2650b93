"""The audit log is sealed in a chain, checked, written to a file, and sent to a log server (R16.2)."""
