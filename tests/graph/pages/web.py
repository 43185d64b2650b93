"""A folder as the pages' build leaves it."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

HELLO = "query Hello { hello }"
GREET = 'mutation Greet { greet(name: "a") }'
COUNT = "subscription Count { count(to: 2) }"
SCRIPT = b"console.log('a page of ours')\n" * 100


def id_of(text: str) -> str:
    return "sha256:" + sha256(text.encode()).hexdigest()


def built_pages(folder: Path, *documents: str) -> Path:
    for app in ("console", "mini", "console-en", "mini-en"):
        (folder / app / "assets").mkdir(parents=True)
        (folder / app / "index.html").write_text(f"<!doctype html><title>{app}</title>")
        (folder / app / "assets" / "index-DiwrgTda.js").write_bytes(SCRIPT)
        (folder / app / "assets" / "index-DiwrgTda.js.gz").write_bytes(gzip.compress(SCRIPT))
        (folder / app / "assets" / "index-DiwrgTda.js.br").write_bytes(b"as brotli leaves it")
    (folder / "console" / "favicon.svg").write_text("<svg/>")
    (folder / "console" / "console-previews.svg").write_text("<svg/>")
    (folder / "mini" / "Own-BRsZfG9x.js").write_bytes(SCRIPT)
    (folder / "help" / "for").mkdir(parents=True)
    (folder / "help" / "pictures").mkdir()
    for name in ("index", "batches", "for/辅导员"):
        (folder / "help" / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>", encoding="utf-8")
    (folder / "help" / "pictures" / "phases.png").write_bytes(b"a picture")
    (folder / "graphiql" / "assets").mkdir(parents=True)
    (folder / "graphiql" / "index.html").write_text("<!doctype html><title>GraphiQL</title>")
    (folder / "graphiql" / "assets" / "graphiql.css").write_text("body {}")
    listed = {id_of(text).removeprefix("sha256:"): text for text in documents}
    (folder / "documents.json").write_text(json.dumps(listed))
    return folder
