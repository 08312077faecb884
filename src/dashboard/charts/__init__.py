"""One chart a module, named for its answer.

Each module offers `QUESTION` (the title), `table(tables, **choices)` (the numbers, as a
frame), `figure(frame, theme)` (the drawing) and `alt(frame)` (the main finding in one
sentence). A chart knows nothing of the screen and imports no other chart.
"""
