"""Presidents Abroad: the frame around every page."""

from dashboard.app import page

page.run()
