"""A data set on disk and in memory.

Read (YAML, data package), validate, write, import a table, compare two versions, ids, the JSON
Schema. Knows nothing of what is counted or shown.
"""
