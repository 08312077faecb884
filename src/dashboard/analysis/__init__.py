"""What follows from the data.

Frames, filters, counts, comparisons, reliability, completeness, and the sentences that state them.
Knows no chart and no screen.
"""
