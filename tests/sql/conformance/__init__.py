"""Trino's own test cases against the dialect."""
