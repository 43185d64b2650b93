#!/bin/sh
# Everything of a release, in build/release: wheel, source, package, image, bills of materials, notes and hashes.
set -eu
cd "$(dirname "$0")/../.."
. deploy/packages/told.sh
rm -rf "$release"
mkdir -p "$release"
deploy/packages/wheel.sh
deploy/packages/deb.sh
deploy/packages/image.sh
cp build/zongce-*.cdx.json deploy/compose.yaml requirements.lock "$release"
# The notes are this version's part of the changelog, or, before it has one, what is to come.
notes() { awk -v head="## [$1]" 'index($0, head) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md; }
{ grep -q "^## \[$version\]" CHANGELOG.md && notes "$version" || notes Unreleased; } >"$release/NOTES.md"
cd "$release"
sha256sum -- * >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS
ls -l
