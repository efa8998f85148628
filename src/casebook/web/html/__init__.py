"""What every page is made with: language, templates, static files, layout, headers. It knows no audience."""
