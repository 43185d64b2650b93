"""The other systems that a deployment has configured."""

from collections.abc import Callable

from core.settings import Settings
from graph.signing_in.journey import Method


def methods_of(settings: Settings) -> dict[str, Method]:
    """Returns the configured systems by name. Their libraries are imported only then, which takes a third of a
    second."""
    return {name: build(settings) for name, (setting, build) in _METHODS.items() if getattr(settings, setting)}


def _oidc(settings: Settings) -> Method:
    from graph.signing_in.oidc import Oidc

    return Oidc(settings)


def _cas(settings: Settings) -> Method:
    from graph.signing_in.cas import Cas

    return Cas(settings)


def _yiban(settings: Settings) -> Method:
    from graph.signing_in.yiban import Yiban

    return Yiban(settings)


def _wecom(settings: Settings) -> Method:
    from graph.signing_in.wecom import Wecom

    return Wecom(settings)


def _dingtalk(settings: Settings) -> Method:
    from graph.signing_in.dingtalk import Dingtalk

    return Dingtalk(settings)


_METHODS: dict[str, tuple[str, Callable[[Settings], Method]]] = {
    "oidc": ("oidc_issuer", _oidc),
    "cas": ("cas_address", _cas),
    "yiban": ("yiban_app_id", _yiban),
    "wecom": ("wecom_corp_id", _wecom),
    "dingtalk": ("dingtalk_client_id", _dingtalk),
}
"""The setting that enables each system, and its constructor."""
