"""Sign-in through other systems: the campus's own OpenID Connect or CAS, Yiban, WeChat Work, DingTalk. Each is off
unless configured.

`journey` holds the common interface; `oidc`, `cas`, `yiban`, `wecom` and `dingtalk` are one adapter each, the last two
on a `platform`; `methods` lists the configured ones; `routes` holds the addresses and `words` the pages.
"""
