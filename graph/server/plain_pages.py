"""Pages that need no build: a short message, what to do now, and a form where one is needed.

They load nothing from elsewhere, and text from outside is escaped.
"""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ --ink: #1f2329; --ground: #f5f6f8; --paper: #fff; --brand: #1456b8; --bad: #b3261e;
  color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e2e8ef; --ground: #12171d; --paper: #1a2129; --brand: #86bfe8; --bad: #f2938a; }}
}}
body {{ margin: 0; padding: 12vh 24px 24px; background: var(--ground); color: var(--ink); line-height: 1.7;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
main {{ max-width: 26em; margin: 0 auto; padding: 24px; background: var(--paper); border-radius: 12px; }}
h1 {{ margin: 0 0 12px; font-size: 1.3em; line-height: 1.4; }}
p {{ margin: 8px 0; }}
label {{ display: block; margin: 12px 0 4px; }}
input {{ box-sizing: border-box; width: 100%; padding: 10px; font: inherit; border: 1px solid #8f959e;
  border-radius: 8px; }}
button {{ width: 100%; margin-top: 20px; padding: 12px; font: inherit; color: var(--paper); background: var(--brand);
  border: 0; border-radius: 8px; }}
[role=alert] {{ color: var(--bad); }}
a {{ color: var(--brand); }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def paragraphs(*words: str) -> str:
    return "\n".join(f"<p>{escape(one)}</p>" for one in words if one)


def alert(words: str) -> str:
    """Renders a message that a screen reader announces at once."""
    return f'<p role="alert">{escape(words)}</p>' if words else ""


def link(address: str, words: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def entry(name: str, words: str, kind: str, autocomplete: str, value: str = "") -> str:
    """Renders one line of a form."""
    return (
        f'<label for="{name}">{escape(words)}</label>\n<input id="{name}" name="{name}" type="{kind}" '
        f'autocomplete="{autocomplete}" autocapitalize="none" maxlength="256" value="{escape(value)}" required>'
    )


def form(address: str, entries: Sequence[str], button: str) -> str:
    lines = "\n".join(entries)
    return f'<form method="post" action="{escape(address)}">\n{lines}\n<button>{escape(button)}</button>\n</form>'


def plain_page(title: str, *parts: str, status: int = 200, language: str = "zh") -> HTMLResponse:
    """Renders a page; `parts` are HTML from the functions above."""
    lang = "en" if language == "en" else "zh-CN"
    page = _PAGE.format(language=lang, title=escape(title), body="\n".join(part for part in parts if part))
    return HTMLResponse(page, status, {"Referrer-Policy": "no-referrer"})
