"""The app as it is served: with a preview text for shared links, and choices made ahead.

`./do run` starts this. `app.py` runs without.
"""

import streamlit as st
from starlette.middleware import Middleware

from dashboard import app as ui
from dashboard.app.link_preview import Preview

app = st.App(
    "app.py", middleware=[Middleware(Preview, words=ui.preview_words)], lifespan=ui.made_ahead
)
