"""From a plain table of stays abroad to a data set: what it says is read, and what not, reported.

One row is one stay: leader, country, city, first and last day, remarks. Stays of one leader that
follow on each other become one visit. What a table does not say is left unknown, or filled in and
named in the head of the file and in `complete.note`.

`table` reads a table and its cells, `rows` makes stays of its rows, `make` a data set of those.
"""
