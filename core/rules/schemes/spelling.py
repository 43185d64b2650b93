"""Spells the words of items as the scheme does: ＳＣＩ, sci and SCI are one word (R11.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.identifiers import same_word
from core.rules.schemes.pricing import allowed
from core.workbooks.scheme_inputs import CLEAR
from db.schemes import Category, HowMany, Items, Scheme, within

WORDS = ("item", "level", "award", "role", "kind")
"""These facts of an item are words; the others are numbers."""


class Spelling:
    """Knows the words of a scheme, and of every other word how it was spelt first."""

    def __init__(self, scheme: Scheme) -> None:
        self.known: dict[tuple[str, str, str], str] = {}
        self.spelt: dict[tuple[str, str, str], str] = {}
        for name, category in scheme.inputs.items():
            if isinstance(category, Category):
                for fact, words in allowed(category).items():
                    self._learn(name, fact, words)
        for root in (*scheme.parts.values(), *(rule.score for rule in scheme.qualities.values())):
            for _, node in within(root):
                if isinstance(node, Items | HowMany):
                    for name in node.items if isinstance(node, Items) else node.how_many:
                        for fact, words in node.only.items():
                            self._learn(name, fact, words)

    def _learn(self, category: str, fact: str, words: Iterable[str]) -> None:
        for word in words:
            self.spelt[category, fact, word] = word
            self.known.setdefault((category, fact, same_word(word)), word)

    def of(self, category: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the facts of an item of the category as they are spelt."""
        return {name: self._spelt(category, name, word) for name, word in facts.items()}

    def _spelt(self, category: str, fact: str, word: Any) -> Any:
        """Looks each word up once, because folding one takes ten microseconds and a college has 15,000 items."""
        if fact not in WORDS or not word or word == CLEAR:
            return word
        key = category, fact, word
        if key not in self.spelt:
            of = "item" if fact == "kind" else fact  # an item without a kind is of one kind with those of its name
            self.spelt[key] = self.known.setdefault((category, of, same_word(word)), word)
        return self.spelt[key]
