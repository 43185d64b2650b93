"""The schema is the product's face: described throughout, safe to deny, and committed."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLField,
    GraphQLNonNull,
    is_enum_type,
    is_input_object_type,
    is_object_type,
    specified_scalar_types,
)
from typer.testing import CliRunner

from cli.commands import app
from graph.schema import schema

CORE = schema._schema
OWN = [one for name, one in CORE.type_map.items() if not name.startswith("__")]
BOTH_LANGUAGES = re.compile(r"[^|\n]*[\u4e00-\u9fff][^|\n]* \| [A-ZΣ][^|\n]*[A-Za-z]{2}[^|\n]*")
SNAPSHOT = Path(__file__).parent.parent.parent / "graph" / "schema.graphql"


def test_the_committed_snapshot_is_what_clients_see() -> None:
    """The file is what `zongce schema` writes."""
    shown = CliRunner().invoke(app("schema"), ["schema"])
    assert shown.exit_code == 0
    assert SNAPSHOT.read_text(encoding="utf-8") == shown.stdout, "run `zongce schema > graph/schema.graphql`"


def _descriptions() -> Iterator[tuple[str, str | None]]:
    """Every place in the schema that has a description, with its text: types, fields, arguments, values."""
    for one in OWN:
        if one.name in specified_scalar_types:
            continue
        yield one.name, one.description
        if is_enum_type(one):
            yield from ((f"{one.name}.{name}", value.description) for name, value in one.values.items())
        if is_object_type(one) or is_input_object_type(one):
            for name, field in one.fields.items():
                yield f"{one.name}.{name}", field.description
                arguments = getattr(field, "args", {}).items()
                yield from ((f"{one.name}.{name}({each})", declared.description) for each, declared in arguments)


def test_everything_is_described_in_chinese_and_english() -> None:
    """A client author who reads only one of the two is at home: "课程代码 | Course code", on one line."""
    described = dict(_descriptions())
    assert len(described) > 1_500
    assert [place for place, text in described.items() if not BOTH_LANGUAGES.fullmatch(text or "")] == []


def test_an_english_description_holds_words_and_no_chinese_sentence() -> None:
    """Chinese stands in the English half as a quoted name or value alone, never as its words."""
    for place, text in _descriptions():
        english = (text or "").partition(" | ")[2]
        quoted = re.sub(r"“[^”]*”|优秀、良好、中等、合格、不合格", "", english)
        assert not re.search(r"[\u4e00-\u9fff，；：。（）]", quoted), f"{place}: {english}"


def _rules(field: GraphQLField) -> list[str]:
    declared = field.extensions["strawberry-definition"]
    return [type(rule).__name__ for extension in declared.extensions for rule in getattr(extension, "permissions", [])]


def test_a_field_that_may_be_denied_can_be_null() -> None:
    """A denied non-null field would wipe out its parents (R8.3)."""
    for one in OWN:
        if is_object_type(one):
            for name, field in one.fields.items():
                if _rules(field):
                    assert not isinstance(field.type, GraphQLNonNull), f"{one.name}.{name}"


def test_every_mutation_stands_under_a_rule_or_is_for_everybody() -> None:
    """R8: this test lists what anybody may call, and nothing else."""
    everybody = {"signIn", "signOut", "activateAccount", "changePassword", "createAccessToken", "revokeAccessToken"}
    everybody |= {"verifySecondFactor", "setUpSecondFactor", "confirmSecondFactor", "renewRecoveryCodes"}
    everybody |= {"removeSecondFactor", "endOtherSessions", "cancelOperation"}
    everybody |= {"revokeReportToken", "requestCorrection", "withdrawCorrection"}
    mutation = CORE.mutation_type
    assert mutation is not None
    assert {name for name, field in mutation.fields.items() if not _rules(field)} == everybody


def test_every_rule_quotes_its_sentence() -> None:
    for directive in CORE.directives:
        if directive.name.startswith(("sees", "may")):
            assert directive.description, directive.name
