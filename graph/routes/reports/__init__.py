"""Reports are lists of the API as CSV, at addresses that a spreadsheet or a reporting tool reads (R9.6).

A report is a query of the API with fixed columns. So its rows, its fields and its filters are judged exactly as the
same query at `/graphql` is (R8.4). A new list of the API gets its layout in `layouts.py`; a test names what is missing.
"""
