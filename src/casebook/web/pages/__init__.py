"""The pages, one module for each audience. What they share stands in `web/html` and `web/forms`, never here."""
