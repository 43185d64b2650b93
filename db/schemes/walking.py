"""Walks a scheme: the nodes within a node, the names that it uses, and the order in which names are computed."""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any

from db.schemes.nodes import HowMany, Items, Limited, Node, OfBest, Veto, Weighted
from db.schemes.trees import Scheme

Path = tuple[str | int, ...]
_NODES = {"sum", "best", "value", "share", "scale", "round", "steps", "veto", "floor", "cap"}
"""These fields hold a node, or a list of nodes."""


def within(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yields the node and every node inside it, each with its path."""
    yield path, node
    if isinstance(node, Limited):
        for field, value in node:
            if field in _NODES and value is not None:
                several = isinstance(value, list)
                for place, one in enumerate(value if several else [value]):
                    yield from within(one, (*path, field, place) if several else (*path, field))


def names_in(node: Node) -> Iterator[tuple[Path, str]]:
    """Yields every name that the node uses, with the path where it stands."""
    for path, one in within(node):
        if isinstance(one, str):
            yield path, one
        if isinstance(one, OfBest):
            yield (*path, "ofBest"), one.of_best
        for field, names in _named(one):
            for place, name in enumerate(names):
                yield (*path, field, name if isinstance(names, Mapping) else place), name


def _named(node: Node) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Weighted):
        yield "weighted", node.weighted
    elif isinstance(node, Items):
        yield "items", node.items
    elif isinstance(node, HowMany):
        yield "howMany", node.how_many
    elif isinstance(node, Veto):
        yield "when", node.when


def order_of(scheme: Scheme) -> list[list[str]]:
    """Returns the parts and qualities in layers: each needs only names of the layers before it.

    It raises `graphlib.CycleError` where names lead to one another in a circle.
    """
    nodes = {**scheme.parts, **{code: rule.score for code, rule in scheme.qualities.items()}}
    needs = {name: {used for _, used in names_in(node) if used in nodes} for name, node in nodes.items()}
    for joint in scheme.joint_caps:
        for place, name in enumerate(joint.of):
            if name in nodes:
                needs[name].update(set(joint.of[:place]) & set(nodes))
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    layers = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=[*nodes].index)
        layers.append(ready)
        sorter.done(*ready)
    return layers


def bests_in(scheme: Scheme) -> list[tuple[str, str]]:
    """Lists the names of which the scheme needs the highest value, each with the group that it is the highest of."""
    parts = (node for node in scheme.parts.values() if isinstance(node, OfBest))
    return list(dict.fromkeys((node.of_best, node.within) for node in parts))


def needs_grades(scheme: Scheme) -> bool:
    """Tells whether results depend on the whole grade, and not on the class alone."""
    rules = (rule for quality in scheme.qualities.values() for rule in quality.levels)
    return any(rule.within == "grade" for rule in rules) or any(of == "grade" for _, of in bests_in(scheme))
