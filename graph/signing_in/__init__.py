"""Signing in through other systems: Yiban, and the campus's own OpenID Connect or CAS. Each is off unless configured.

`methods` what they have in common; `oidc`, `cas`, `yiban` one adapter each; `routes` the addresses; `words` the pages.
"""
