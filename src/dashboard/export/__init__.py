"""What a reader takes away: citations, CSV, the zip of a view, the data package, links.

Knows no chart module and no screen.
"""
