"""The app as it is served, with a preview text for shared links.

`./do run` starts this. `app.py` runs without.
"""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.app.link_preview import Preview

app = st.App("app.py", middleware=[Middleware(Preview)])
