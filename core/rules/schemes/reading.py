"""Reads the text of a scheme into its tree, or finds every problem that it has."""

from pydantic import ValidationError

from core.rules.schemes.checking import Around, faults_of
from core.rules.schemes.marked import read_marked
from core.rules.schemes.problems import Problem, SchemeFaults, named
from core.rules.schemes.typed import mended
from core.rules.schemes.wording import problems_of
from db.schemes import Scheme


def read_scheme(text: str, around: Around) -> Scheme:
    """Reads and checks a scheme, or raises `SchemeFaults`.

    Faults between values are looked for once each value is sound.
    """
    try:
        return _read(text, around)
    except SchemeFaults as faults:
        raise SchemeFaults(mended(faults.problems, text)) from None


def _read(text: str, around: Around) -> Scheme:
    marked = read_marked(text)
    try:
        scheme = Scheme.model_validate(marked.value)
    except ValidationError as error:
        raise SchemeFaults(problems_of(error, marked)) from None
    problems = [
        Problem(marked.place(path, key=of_key), named(path), zh, en)
        for path, zh, en, of_key in faults_of(scheme, around)
    ]
    if problems:
        raise SchemeFaults(problems)
    return scheme
