"""Reading a data package: its descriptor, its files, and whose each row is.

What is wrong with a value or between rows is no matter of the package: `shape` and `rules` say it.
"""
