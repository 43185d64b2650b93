"""Tries one way and prints its figures: `python -m bench.installing pip`, `image` or `deb`."""

import importlib
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

from bench.installing.checks import Wrong
from bench.installing.page import RELEASE, WAYS, blocks


def main(way: str) -> bool:
    if not list(RELEASE.glob("zongce*")):
        print("there is no release yet: make release")
        return False
    folder = Path(mkdtemp(prefix=f"zongce-{way}-"))
    folder.chmod(0o755)
    try:
        figures = importlib.import_module(f"bench.installing.{way}").install(blocks(way), folder)
    except (Wrong, RuntimeError) as wrong:
        print(wrong)
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"--- {WAYS[way]}", *(f"{name}\t{value}" for name, value in figures.items()), sep="\n")
    return True


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1] in WAYS:
        sys.exit(not main(sys.argv[1]))
    sys.exit(f"which way? {', '.join(WAYS)}")
