"""What charts are made of: the leaders they compare, lanes of a time axis, parts of the map.

What belongs here: a table or a piece of a figure that a chart, or more than one, is built from.
What never does: a `Chart` of its own.
"""
