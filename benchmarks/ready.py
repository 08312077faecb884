"""Read the data set that DASHBOARD_DATA names, as the dashboard does; print the seconds it took.

What a server has long imported when it reads is imported before.
"""

import time

import pyarrow.parquet  # noqa: F401  # pandas imports it at the first table

from dashboard.app import load

begin = time.perf_counter()
load()
print(time.perf_counter() - begin)
