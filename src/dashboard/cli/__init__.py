"""The commands of `python -m dashboard`, one a module, imported when it is called.

Each has `run(options)`, which returns an exit code; its help and its arguments stand in
commands.yaml. `command`, `values` and `write` hold what commands share. `Refused` that leaves
`run` is printed, an `OSError` or `UnreadableFile` becomes one line on standard error.
"""
