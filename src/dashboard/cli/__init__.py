"""The commands of `python -m dashboard`, one a module, imported when it is called.

Each has DESCRIPTION, ARGUMENTS and `run(options)`, which returns an exit code; the line for the
list of commands stands in `__main__`. `command` and `write` hold what commands share. `Refused`
that leaves `run` is printed, an `OSError` or `UnreadableFile` becomes one line on standard error.
"""
