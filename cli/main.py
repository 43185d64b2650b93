"""`zongce` begins here. The file is light, because each worker process that reads workbooks imports it too."""

import sys

from cli.importing import uncollected


def main(arguments: list[str] | None = None) -> None:
    """Runs the command. Known trouble ends in a message and exit status 1; only our own fault shows a traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    with uncollected():
        from cli import telling
        from cli.commands import app
        from core.errors import Refused
        from core.settings.loading import SettingsWrong
        from db.embedded import EmbeddedError
        from db.passing import is_passing

        command = app(next(iter(words), None))
    try:
        command(words)
    except (SettingsWrong, EmbeddedError, telling.Failed) as failed:
        telling.err.print(str(failed), markup=False)
        raise SystemExit(1) from None
    except Refused as refusal:
        telling.refused(refusal)
        raise SystemExit(1) from None
    except Exception as error:
        if isinstance(error, OSError) and error.filename is not None:  # a full disk, or a folder of another user
            telling.err.print(f"无法读写 {error.filename}：{error.strerror} | can't read or write it", markup=False)
            raise SystemExit(1) from None
        if not is_passing(error):
            raise
        telling.err.print(telling.not_now(error), markup=False)
        raise SystemExit(1) from None
