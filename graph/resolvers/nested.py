"""What a row points at, loaded once for all rows of a list."""

from typing import Any

from graph.context import Info


async def batch(root: Any, info: Info) -> Any:
    return await info.context.loaders.batch.load(root.batch_id)


async def student(root: Any, info: Info) -> Any:
    return await info.context.loaders.student.load(root.student_id)


async def school_class(root: Any, info: Info) -> Any:
    return await info.context.loaders.school_class.load(root.class_id)


async def college(root: Any, info: Info) -> Any:
    return None if root.college_id is None else await info.context.loaders.college.load(root.college_id)


async def major(root: Any, info: Info) -> Any:
    return await info.context.loaders.major.load(root.major_id)


async def account_name(account_id: int | None, info: Info) -> str | None:
    if account_id is None:
        return None
    return str((await info.context.loaders.account.load(account_id)).name)
