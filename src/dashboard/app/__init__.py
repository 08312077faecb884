"""All of Streamlit: the data file, the filters, the frame of a page, its charts and sections.

What belongs here: whatever calls `st`. What never does: counting (`analysis`), drawing (`charts`),
texts of files to take away (`export`). Longer texts of pages are templates in `texts`. What the
app relies on in Streamlit, and why it is done so, stands in ARCHITECTURE.md.
"""
