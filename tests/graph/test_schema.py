"""The schema is the product's face: described throughout, safe to deny, and committed."""

from pathlib import Path

from graphql import GraphQLField, GraphQLNonNull, is_enum_type, is_input_object_type, is_object_type
from typer.testing import CliRunner

from cli.commands import app
from graph.schema import schema

CORE = schema._schema
OWN = [one for name, one in CORE.type_map.items() if not name.startswith("__")]
SNAPSHOT = Path(__file__).parent.parent.parent / "graph" / "schema.graphql"


def test_the_committed_snapshot_is_what_clients_see() -> None:
    """Made again by `zongce schema > graph/schema.graphql`."""
    shown = CliRunner().invoke(app, ["schema"])
    assert shown.exit_code == 0
    assert SNAPSHOT.read_text(encoding="utf-8") == shown.stdout


def test_everything_is_described() -> None:
    bare: list[str] = []
    for one in OWN:
        if is_object_type(one):
            bare += [f"{one.name}.{name}" for name, field in one.fields.items() if not field.description]
            bare += [
                f"{one.name}.{name}({argument})"
                for name, field in one.fields.items()
                for argument, declared in field.args.items()
                if not declared.description
            ]
        if is_input_object_type(one):
            bare += [f"{one.name}.{name}" for name, field in one.fields.items() if not field.description]
        if not one.description and one.name not in ("Query", "Mutation", "Subscription"):
            bare.append(one.name)
        if is_enum_type(one) and not one.description:
            bare.append(one.name)
    assert sorted(set(bare)) == []


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
    """R8: what anybody may call is listed here, and nothing else."""
    everybody = {"signIn", "signOut", "activateAccount", "changePassword", "createAccessToken", "revokeAccessToken"}
    everybody |= {"cancelOperation"}
    mutation = CORE.mutation_type
    assert mutation is not None
    assert {name for name, field in mutation.fields.items() if not _rules(field)} == everybody


def test_every_rule_quotes_its_sentence() -> None:
    for directive in CORE.directives:
        if directive.name.startswith(("sees", "may")):
            assert directive.description, directive.name
