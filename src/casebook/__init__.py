"""casebook: an event-sourced case-management service for citizens' petitions."""

__version__ = "0.1.0"
