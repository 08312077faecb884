"""The commands of `python -m dashboard`, one a module, imported when it is called.

Each has DESCRIPTION, `arguments(parser)` and `run(options)`, which returns an exit code; the line
for the list of commands stands in `__main__`. `reading` and `write` hold what commands share. An
`OSError` or `UnreadableFile` that leaves `run` becomes one line on standard error.
"""
