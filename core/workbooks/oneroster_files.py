"""The CSV files of OneRoster 1.2 (1EdTech), from a folder or a .zip, in bulk (R16.5)."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

NEEDED = {
    "orgs": ("sourcedId", "name", "type"),
    "courses": ("sourcedId", "title"),
    "classes": ("sourcedId", "title", "classType", "courseSourcedId", "schoolSourcedId"),
    "users": ("sourcedId", "username", "givenName", "familyName"),
    "roles": ("userSourcedId", "roleType", "role", "orgSourcedId"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
}
"""The files that must be there, with the columns that are read."""
OPTIONAL = {
    "academicSessions": ("sourcedId", "startDate"),
    "categories": ("sourcedId", "title"),
    "demographics": ("sourcedId", "sex"),
    "lineItems": ("sourcedId", "classSourcedId"),
    "results": ("lineItemSourcedId", "studentSourcedId", "scoreStatus", "score"),
}
MOST_BYTES = 1 << 30
"""The unpacked bytes of one file; a school's results have a tenth of that."""
Row = Mapping[str, str]


class OneRosterWrong(Exception):
    """The files are no complete set of OneRoster 1.2; says what is wrong, and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} | {en}")


def read_files(place: Path) -> dict[str, list[Row]]:
    """Returns the live rows of each file by its name.

    Raises:
        OneRosterWrong: a file is missing or not of version 1.2, or holds changes only.
    """
    held = _of_zip(place) if place.is_file() else _of_folder(place)
    if "manifest" not in held:
        raise OneRosterWrong(f"{place} 中没有 manifest.csv：请核对来源", "there is no manifest.csv")
    manifest = {row.get("propertyName", ""): row.get("value", "") for row in _rows("manifest", held["manifest"])}
    version = manifest.get("oneroster.version", "")
    if not version.startswith("1.2"):
        raise OneRosterWrong(f"manifest.csv 写明的版本是“{version}”，应为 1.2", "the version must be 1.2")
    for name in (*NEEDED, *OPTIONAL):
        _require_whole(name, manifest.get(f"file.{name}", "absent"), name in held)
    files = {**NEEDED, **OPTIONAL}
    return {name: _live(_rows(name, held[name], files[name])) for name in files if name in held}


def _require_whole(name: str, how: str, is_there: bool) -> None:
    if how == "delta":
        raise OneRosterWrong(
            f"{name}.csv 只含变动（delta）：请让来源系统导出全部（bulk）", f"{name}.csv holds changes only: export bulk"
        )
    if how == "bulk" and not is_there:
        raise OneRosterWrong(f"manifest.csv 写有 {name}.csv，但没有这个文件", f"{name}.csv is missing")
    if name in NEEDED and not is_there:
        raise OneRosterWrong(f"缺少 {name}.csv", f"{name}.csv is missing")


def _of_folder(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise OneRosterWrong(f"没有目录或压缩包 {folder}", "there is no such folder or .zip")
    return {file.stem: file.read_bytes() for file in sorted(folder.glob("*.csv"))}


def _of_zip(file: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as packed:
            entries = [one for one in packed.infolist() if one.filename.endswith(".csv")]
            if any(one.file_size > MOST_BYTES for one in entries):
                raise OneRosterWrong(f"{file} 中的文件过大", "a file of the .zip is too large")
            return {Path(one.filename).stem: packed.read(one) for one in entries}
    except (zipfile.BadZipFile, EOFError) as broken:
        raise OneRosterWrong(f"{file} 不是完好的压缩包：{broken}", "the .zip is damaged") from None


def _rows(name: str, data: bytes, needed: Sequence[str] = ()) -> list[Row]:
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        lacking = [one for one in needed if one not in (reader.fieldnames or ())]
        if lacking:
            raise OneRosterWrong(f"{name}.csv 缺少列：{'、'.join(lacking)}", f"{name}.csv lacks {', '.join(lacking)}")
        rows: list[Row] = [{key: value.strip() for key, value in row.items()} for row in reader]
    except UnicodeDecodeError:
        raise OneRosterWrong(f"{name}.csv 不是 UTF-8 编码", f"{name}.csv is not encoded in UTF-8") from None
    except (csv.Error, AttributeError):  # a row has more or fewer cells than the header
        raise OneRosterWrong(f"{name}.csv 的列数不一致或引号不配对", f"{name}.csv has uneven rows") from None
    return rows


def _live(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.get("status", "") != "tobedeleted"]
