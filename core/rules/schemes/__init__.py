"""The language of schemes (R11): a YAML text is read, checked and reckoned.

`reading.read_scheme` goes from text to tree, or to all problems at once: `marked` keeps the place of every node,
`wording` says what is wrong with a value, `checking` what is wrong between values. `reckoning` computes one student
exactly and explains the result; the database computes a batch (`db.queries.schemes`).
"""
