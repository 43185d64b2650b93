#!/bin/sh
# The package for Debian: the tree, the services of deploy/systemd and what deploy/debian holds. Nothing of it is Debian's own.
set -eu
cd "$(dirname "$0")/../.."
. deploy/packages/told.sh
root=build/deb
rm -rf "$root"
deploy/packages/tree.sh "$root"
put() { install -D -m "$1" "$2" "$root/$3"; }
put 755 deploy/debian/zongce usr/bin/zongce
put 600 deploy/debian/zongce.env etc/zongce/zongce.env
put 644 deploy/debian/sysusers.conf usr/lib/sysusers.d/zongce.conf
put 644 deploy/debian/tmpfiles.conf usr/lib/tmpfiles.d/zongce.conf
put 644 deploy/debian/lintian-overrides usr/share/lintian/overrides/zongce
put 644 deploy/debian/copyright usr/share/doc/zongce/copyright
put 644 NOTICE usr/share/doc/zongce/NOTICE
for page in docs/*.md; do put 644 "$page" "usr/share/doc/zongce/${page#docs/}"; done
{
    printf 'zongce (%s) %s; urgency=medium\n\n  * See CHANGELOG.md of the release.\n\n' "$version-1~$suite" "$suite"
    printf ' -- The Zongce authors <zongce@example.edu>  %s\n' "$(date -R -d "@$SOURCE_DATE_EPOCH")"
} | gzip -9n >"$root/usr/share/doc/zongce/changelog.Debian.gz"

# The units are those of the checkout, with the places of the package.
for unit in deploy/systemd/zongce*; do
    case $unit in *zongce-base*) continue ;; esac # they belong to pgBackRest
    put 644 "$unit" "usr/lib/systemd/system/${unit##*/}"
done
sed -i -f deploy/debian/units.sed "$root"/usr/lib/systemd/system/*

mkdir "$root/DEBIAN"
for script in postinst prerm postrm; do install -m 755 "deploy/debian/$script" "$root/DEBIAN/$script"; done
echo /etc/zongce/zongce.env >"$root/DEBIAN/conffiles"
size=$(du -sk --exclude=DEBIAN "$root" | cut -f 1)
sed -e "s/@VERSION@/$version-1~$suite/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
    -e "s/@PYTHON@/$python/" -e "s/@NEXT@/$next~/" deploy/debian/control >"$root/DEBIAN/control"
(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb -Zxz --root-owner-group --build "$root" "$deb" >/dev/null
rm -rf "$root"
