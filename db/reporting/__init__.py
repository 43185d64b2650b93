"""The report connection (R16.4): a schema of views that a reporting tool queries as one person.

views    how a view is declared, and what its columns are called
roster, batches, settings, results   the views, made by the SELECTs of the API's lists
wall     who sees which rows: the rights as SQL functions, and how all of it is put into the database
logins   the PostgreSQL roles that report tokens are
scram    the form in which PostgreSQL keeps a password
"""
