"""English texts in the reader's language, by gettext catalogues."""
