# What the scripts beside this one have in common; they read it from the top of the checkout.
# shellcheck shell=sh disable=SC2034
umask 022
export LC_ALL=C.UTF-8 TZ=UTC0
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
# Files bear the time of the last commit, so that a release that is built again is the same.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
release=build/release
wheel=$release/zongce-$version-py3-none-any.whl
# The release of Debian for which the package and the image are made, and the Python that it has.
suite=${SUITE:-bookworm}
case $suite in
bookworm) python=3.11 next=3.12 ;;
trixie) python=3.13 next=3.14 ;;
*) echo "$0: SUITE is bookworm or trixie, not $suite" >&2 && exit 1 ;;
esac
architecture=$(dpkg --print-architecture)
deb=$release/zongce_$version-1~${suite}_$architecture.deb
image=$release/zongce-$version-image-$architecture.tar.gz
index=$(.venv/bin/pip config list | sed -n "s/^[a-z:]*\.index-url='\(.*\)'\$/\1/p" | tail -n 1)
[ -z "$index" ] || export UV_DEFAULT_INDEX="$index"
export UV_LINK_MODE=copy
