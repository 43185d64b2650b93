"""Routes besides the API: pages, downloads, readiness."""
