"""The API, version 1: JSON, one module for each audience."""
