"""Views of the desk, one file per page or kind of page."""
