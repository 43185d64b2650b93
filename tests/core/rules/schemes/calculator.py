"""A reader with a pocket calculator: works out a sentence of an explanation from the numbers that stand in it."""

import re
from fractions import Fraction

F = Fraction
ABOUT = "≈"


def worked_out(sentence: str) -> Fraction:
    """Returns what stands before the last equals sign, or the number itself where there is none."""
    body, equals, _ = sentence.rpartition(" = ")
    return _value(body if equals else sentence)


def _value(text: str) -> Fraction:
    *before, joint = _parts(text, "；合计上限 ")
    if before:
        cap, _, first = joint.partition("，先计 ")
        return min(_value(before[0]), F(cap) - sum((_value(one) for one in first.split("、") if one), F(0)))
    if text.startswith("一票否决，按 "):
        return F(text.removeprefix("一票否决，按 "))
    body, *limits = re.split(r"，(不低于|不高于) ", text) if _is_flat(text) else _limited(text)
    value = _body(body)
    for word, limit in zip(limits[::2], limits[1::2], strict=True):
        value = (max if word == "不低于" else min)(value, _value(limit))
    return value


def _is_flat(text: str) -> bool:
    return "（" not in text


def _limited(text: str) -> list[str]:
    """Splits the limits off that stand outside of all brackets."""
    found = [text]
    for word in ("不低于", "不高于"):
        *rest, last = _parts(found[-1], f"，{word} ")
        if rest:
            found[-1:] = [rest[0], word, last]
    return found


def _parts(text: str, mark: str) -> list[str]:
    """Splits at a mark that stands outside of all brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "（") - (letter == "）")
        if depth == 0 and place >= start and text.startswith(mark, place):
            found.append(text[start:place])
            start = place + len(mark)
    return [*found, text[start:]]


def _body(text: str) -> Fraction:
    if text.startswith("取最高："):
        return max(map(_value, _parts(text.removeprefix("取最高："), "；")))
    for mark in (" + ", "；"):
        parts = _parts(text, mark)
        if len(parts) > 1:
            return sum(map(_value, parts), F(0))
    value, *times = _parts(text, " × ")
    if times:
        return _value(value) * (F(times[0].removesuffix("%")) / (100 if times[0].endswith("%") else 1))
    value, *step = _parts(text, " → ")
    if step:
        return F(step[0])
    if text.startswith("（"):
        return _value(text.removeprefix("（").removesuffix("）"))
    scaled = re.fullmatch(r"(.*)（(\S+)–(\S+) → (\S+)–(\S+)）", text)
    if scaled:
        low, high, start, end = map(F, scaled.groups()[1:])
        return start + (min(max(_value(scaled[1]), low), high) - low) * (end - start) / (high - low)
    if text == "无" or text.endswith(" 不计"):
        return F(0)
    return _number(text.removesuffix(" 项").split(" ")[-1])


def _number(text: str) -> Fraction:
    return F(text.removeprefix(ABOUT))
