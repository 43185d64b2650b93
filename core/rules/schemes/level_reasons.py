"""Says why a result has its level, and what kept it from a better one (R11.6, R11.7)."""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from core.rules.schemes.reckoning import Reckoned, holds
from core.rules.schemes.sentences import figure
from db.schemes import Bounds, LevelRule, Scheme

_SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}


def level_reason(
    scheme: Scheme, code: str, level: str, reckoned: Reckoned, called: Mapping[str, str], *, english: bool
) -> str:
    """Writes “良好：班级前 45%；未得优秀：体育 58，须 ≥ 60”.

    Whether the person is among the first of a class or grade is taken from the level: no other scores are read.

    Args:
        called: what people call what the scheme names.
    """
    reason = _Reason(scheme, code, reckoned, called, english)
    fitting: list[str] = []
    missed: dict[str, list[str]] = {}
    for rule in scheme.qualities[code].levels:
        if fitting and rule.level != level:
            break
        said = list(reason.missed(rule))
        if rule.level != level:
            missed.setdefault(rule.level, []).append(reason.joined(said or [reason.share(rule, missed=True)]))
        elif not said:
            fitting.append(reason.joined(reason.met(rule)) or reason.rest)
    either = " or " if english else "，或 "
    sentences = [f"{level}{reason.colon}{either.join(fitting)}"]
    sentences += [f"{reason.no}{one}{reason.colon}{' / '.join(why)}" for one, why in missed.items()]
    return ("; " if english else "；").join(sentences)


def asked_by_levels(scheme: Scheme, code: str) -> set[str]:
    """Names everything that stands in the conditions of a quality's levels."""
    return {name for rule in scheme.qualities[code].levels for name in rule.when}


class _Reason:
    def __init__(self, scheme: Scheme, code: str, reckoned: Reckoned, called: Mapping[str, str], english: bool) -> None:
        self.scheme, self.reckoned, self.called, self.english = scheme, reckoned, called, english
        self.score = reckoned.score(code)
        self.colon = ": " if english else "："
        self.no = "not " if english else "未得"
        self.rest = "no condition" if english else "不设条件"

    def joined(self, said: Collection[str]) -> str:
        return (", " if self.english else "，").join(said)

    def missed(self, rule: LevelRule) -> Iterator[str]:
        """Yields what the rule asks for and is not there, but for the share."""
        must = ", must be " if self.english else "，须 "
        if rule.at_least is not None and self.score < rule.at_least:
            yield f"{self.score}{must}≥ {figure(Fraction(rule.at_least))}"
        for name, bounds in rule.when.items():
            if not holds(bounds, self.reckoned.score(name)):
                yield f"{self._value(name)}{must}{_written(bounds)}"

    def met(self, rule: LevelRule) -> list[str]:
        """Lists what the rule asks for, with the values that have it."""
        own = [] if rule.at_least is None else [f"{self.score} ≥ {figure(Fraction(rule.at_least))}"]
        shares = [] if rule.top_percent is None else [self.share(rule)]
        return [*own, *shares, *(f"{self._value(name)} {_written(bounds)}" for name, bounds in rule.when.items())]

    def share(self, rule: LevelRule, *, missed: bool = False) -> str:
        percent, in_class = figure(Fraction(rule.top_percent or 0)), rule.within == "class"
        if self.english:
            among = f"among the first {percent}% of the {'class' if in_class else 'grade'}"
            return f"not {among}" if missed else among
        return f"{'不在' if missed else ''}{'班级' if in_class else '年级'}前 {percent}%"

    def _value(self, name: str) -> str:
        return f"{self.called.get(name, name)} {figure(Fraction(self.reckoned.score(name)))}"


def _written(bounds: Bounds) -> str:
    given = ((sign, getattr(bounds, field)) for field, sign in _SIGNS.items())
    return " ".join(f"{sign} {figure(Fraction(value))}" for sign, value in given if value is not None)
