#!/bin/sh
# The source distribution and, built from it alone, the wheel: the rooms and the built pages, and nothing to develop with.
set -eu
cd "$(dirname "$0")/../.."
. deploy/packages/told.sh
stage=build/stage
rm -rf "$stage"
mkdir -p "$stage" "$release"
git ls-files -z cli core db graph pyproject.toml README.md LICENSE NOTICE | xargs -0 cp --parents -t "$stage"
cp -r --parents web/dist "$stage"
.venv/bin/uv build -q --offline --no-build-isolation --python .venv/bin/python --out-dir "$stage/out" --sdist "$stage"
# Packed once more in one order, with one time and no owner.
mkdir "$stage/sdist"
tar -C "$stage/sdist" -xf "$stage/out/zongce-$version.tar.gz"
tar -C "$stage/sdist" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX -cf - "zongce-$version" | gzip -9n >"$release/zongce-$version.tar.gz"
.venv/bin/uv build -q --offline --no-build-isolation --python .venv/bin/python --out-dir "$stage/out" \
    --wheel "$release/zongce-$version.tar.gz"
cp "$stage/out/$(basename "$wheel")" "$release"
rm -rf "$stage"
