"""Counsellors and head teachers by workbook: the file is read in a worker process, and then core.actions is called."""

from collections.abc import Awaitable, Sequence
from typing import Any

from core.acting import Act
from core.actions.assigned_staff import import_assigned_staff as import_rows
from core.actions.columns import require_known
from core.actions.corrections import correctable
from core.actions.workbook_places import problem_refusals
from core.errors import Invalid, Refusals
from core.operations.arguments import SourceFile
from core.workbooks.assigned_staff import WORDS, layout, read_assigned
from core.workbooks.joining import ALONE
from core.workbooks.layout import Naming
from core.workbooks.marking import marked
from core.workbooks.problems import Unreadable
from core.workbooks.remarks import Remark
from db.tables import OperationKind
from graph.context import Info
from graph.inputs.assigned_staff import ImportAssignedStaffInput
from graph.resolvers.performing import Outcome, perform, run_workbook
from graph.vocabulary.fields import Input
from graph.vocabulary.ids import key
from graph.vocabulary.read_columns import chosen_columns


async def import_assigned_staff(info: Info, input: Input[ImportAssignedStaffInput]) -> Any:
    file: Any = input.file
    source = SourceFile(file.filename or "", await file.read())
    kind, batch_id, chosen = str(input.kind.value), key(input.batch_id), chosen_columns(input.columns)
    word, columns, naming = WORDS[kind], layout(WORDS[kind]), Naming(chosen)
    most, language = info.context.settings.workbook_max_rows, info.context.language
    try:
        require_known(chosen, [columns])
        sheet = await run_workbook(info, read_assigned, source.content, word, most, naming)
    except Invalid as invalid:
        return Outcome(info, [invalid])
    except Unreadable as unreadable:
        return Outcome(info, problem_refusals([unreadable.problem], ALONE))

    def mark(remarks: Sequence[Remark]) -> Awaitable[bytes]:
        return run_workbook(info, marked, source.content, remarks, columns.headings, most, language, naming)

    async def act(acting: Act) -> dict[str, Any]:
        try:
            return await import_rows(acting, kind, batch_id, sheet, source, dry_run=input.dry_run)
        except Refusals as found:
            raise correctable(found, source.name or word, language, mark) from None

    return await perform(info, act, reads=OperationKind.IMPORT_ASSIGNED_STAFF)
