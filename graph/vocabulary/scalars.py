"""Scalars: decimals travel as strings with two places, times with their offset."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.file_uploads import Upload
from strawberry.scalars import JSON
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.scalar import ScalarDefinition

from graph.server.uploads import UPLOAD

Score = NewType("Score", Decimal)
Credit = NewType("Credit", Decimal)
Ratio = NewType("Ratio", Decimal)
Points = NewType("Points", Decimal)
Percent = NewType("Percent", Decimal)
Exact = NewType("Exact", Decimal)
AcademicYear = NewType("AcademicYear", str)

EARLIEST_YEAR, LATEST_YEAR = 2, 9998
_PLACES = Decimal("0.01")
_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,2})?")
_LONGEST = len("-999999.99")
_YEAR = re.compile(r"(\d{4})-(\d{4})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _two_places(value: Any) -> str:
    return str(Decimal(value).quantize(_PLACES, ROUND_HALF_UP))


def _parse_decimal(value: Any) -> Decimal:
    """Parses a decimal string. It accepts whole numbers but no floats, which are not exact."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    found = _number(text) if isinstance(text, str) and len(text) <= _LONGEST else None
    if found is None:
        raise GraphQLError(
            f'应为最多两位小数的十进制字符串 / expected a decimal string such as "91.24", found {value!r:.40}'
        )
    return found


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal | None:
    """Parses one number, with a cache: the marks of a class take only a few values."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _parse_year(value: Any) -> str:
    found = _YEAR.fullmatch(value) if isinstance(value, str) else None
    if not found or int(found[2]) != int(found[1]) + 1:
        raise GraphQLError(
            f'学年应写作 "2018-2019" / expected an academic year such as "2018-2019", found {value!r:.40}'
        )
    return str(value)


def _parse_date(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError(f'日期应写作 "2019-10-21" / expected a date such as "2019-10-21", found {value!r:.40}')


def _parse_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise GraphQLError(
            f"时间须带时区，例如 2019-10-21T08:00:00+08:00 / expected a time with an offset, found {value!r:.40}"
        )
    return _within_the_calendar(moment)


def _within_the_calendar(moment: datetime) -> datetime:
    """Converts a time to UTC and refuses one so close to an end of the calendar that a day more could overflow."""
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        years = (EARLIEST_YEAR, LATEST_YEAR)
        raise GraphQLError("时间应在公元 {} 至 {} 年之间 / expected a year from {} to {}".format(*years, *years))
    return moment.astimezone(UTC)


def _decimal(name: str, description: str) -> ScalarDefinition:
    return strawberry.scalar(name=name, description=description, serialize=_two_places, parse_value=_parse_decimal)


SCALARS: dict[object, ScalarDefinition] = {
    Upload: UPLOAD,
    JSON: replace(DEFAULT_SCALAR_REGISTRY[JSON], description="任意 JSON 值 | Any JSON value"),
    Score: _decimal(
        "Score", '成绩，十进制字符串，两位小数，如 "91.24" | A score, a decimal string with two places, such as "91.24"'
    ),
    Credit: _decimal("Credit", '学分，十进制字符串，如 "3.00" | A credit, a decimal string, such as "3.00"'),
    Ratio: _decimal(
        "Ratio",
        '学分加成比例，十进制字符串，两位小数，如 "0.10" | '
        'A bonus ratio, a decimal string with two places, such as "0.10"',
    ),
    Points: _decimal(
        "Points", '分值，十进制字符串，如 "25.00" | The points of a mark, a decimal string, such as "25.00"'
    ),
    Percent: _decimal(
        "Percent", '百分数，十进制字符串，如 "40.00" 即 40% | A percentage, a decimal string: "40.00" is 40 %'
    ),
    Exact: strawberry.scalar(
        name="Exact",
        description='未经舍入的精确数值，十进制字符串，如 "1911.4750" | '
        'An exact value without rounding, a decimal string, such as "1911.4750"',
        serialize=str,
        parse_value=_parse_decimal,
    ),
    AcademicYear: strawberry.scalar(
        name="AcademicYear",
        description='学年，如 "2018-2019" | An academic year, such as "2018-2019"',
        serialize=str,
        parse_value=_parse_year,
    ),
    date: strawberry.scalar(
        name="Date",
        description='日期，如 "2019-10-21" | A date, such as "2019-10-21"',
        serialize=lambda day: day.isoformat(),
        parse_value=_parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="带时区的时间，ISO 8601 | A time with its offset, ISO 8601",
        serialize=lambda moment: moment.isoformat(),
        parse_value=_parse_moment,
    ),
}
