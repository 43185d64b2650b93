"""Declares the language of schemes (R11): a tree that makes each quality of a student from inputs.

These classes are the language. The reader checks a YAML text by them, editors get their JSON Schema, and both the
statement that computes a batch and the explanation of one result walk them.
"""

from db.schemes.inputs import (
    COMPUTED,
    COUNTED,
    Category,
    Column,
    Computed,
    Input,
    Open,
    PerUnit,
    PriceTable,
    RatingItem,
    Replaceable,
    RolePart,
    Time,
)
from db.schemes.nodes import (
    OPERATORS,
    Best,
    Bounds,
    Condition,
    HowMany,
    Items,
    Limited,
    Node,
    OfBest,
    Only,
    Round,
    Scale,
    Share,
    Steps,
    Sum,
    Value,
    Veto,
    Weighted,
    is_number,
)
from db.schemes.parts import FACTS
from db.schemes.trees import JointCap, LevelRule, QualityRule, Scheme
from db.schemes.walking import bests_in, names_in, needs_grades, order_of, within
