"""Sign-in through other systems: Yiban, and the campus's own OpenID Connect or CAS. Each is off unless configured.

`journey` holds the common interface; `oidc`, `cas` and `yiban` are one adapter each; `methods` lists the configured
ones; `routes` holds the addresses and `words` the pages.
"""
