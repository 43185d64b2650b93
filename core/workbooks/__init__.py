"""Workbooks are read and written here, without a database.

Rows are written as text (`styles`), which only the standard library's XML takes: openpyxl must not use lxml, wherever
that is installed.
"""

import os

os.environ["OPENPYXL_LXML"] = "False"
