"""The rules on fields, and their directives in the SDL."""

from typing import Any, ClassVar

from strawberry.extensions.field_extension import SyncExtensionResolver
from strawberry.permission import BasePermission, PermissionExtension
from strawberry.schema_directive import Location, StrawberrySchemaDirective

from graph.server.errors import Withheld


class Rule(BasePermission):
    """Represents a visibility rule; its directive in the SDL carries its docstring."""

    right: ClassVar[Any]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

        class Shown:
            __strawberry_directive__ = StrawberrySchemaDirective(
                cls.__name__, cls.__name__, [Location.FIELD_DEFINITION], [], description=(cls.__doc__ or "").strip()
            )

        cls._schema_directive = Shown()


class Sees(Rule):
    """Allows a field to be read if the right reaches its row."""

    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        return bool(info.context.reaches(self.right, source))


class May(Rule):
    """Allows an act if the right reaches anything; the act itself checks its objects."""

    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        return bool(info.context.may(self.right))


class Guard(PermissionExtension):
    """Puts a rule on a field. A denied value is null and has one error per coordinate (R8.3)."""

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Any, **kwargs: Any) -> Any:
        for rule in self.permissions:
            if not rule.has_permission(source, info, **kwargs):
                raw = info._raw_info
                raise Withheld(f"{raw.parent_type.name}.{raw.field_name}")
        return next_(source, info, **kwargs)

    async def resolve_async(self, next_: Any, source: Any, info: Any, **kwargs: Any) -> Any:
        return await self.resolve(next_, source, info, **kwargs)
