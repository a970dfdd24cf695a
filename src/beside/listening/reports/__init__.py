"""A report as a page, as plain values, as a table, and in the terminal."""
