#!/bin/sh
# The image, of packages of Debian and the program alone, as an archive that podman and docker load.
# Needs Debian's mmdebstrap and buildah, and a user who may have namespaces. No registry of images is asked.
set -eu
cd "$(dirname "$0")/../.."
. deploy/packages/told.sh
folder=build/image root=build/image/root
rm -rf "$folder"
mkdir -p "$root"
sources=$(grep -ls "$suite" /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources | head -n 1) || true

# The packages are unpacked, not installed: what their scripts would do is below. Scanners find them in dpkg's list.
# shellcheck disable=SC2016,SC2086
mmdebstrap --quiet --variant=extract --format=tar \
    --include=python3,ca-certificates,tzdata,base-files,base-passwd,libc-bin,dash,coreutils,libstdc++6,media-types \
    --extract-hook='for one in "$1"/var/cache/apt/archives/*.deb; do dpkg-deb --field "$one"; echo "Status: install ok installed"; echo; done >"$1/var/lib/dpkg/status"' \
    "$suite" "$folder/root.tar" ${sources:-}
tar -C "$root" -xf "$folder/root.tar" --exclude='./dev/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
    --exclude='./usr/share/locale/*' --exclude='./usr/share/info/*' --exclude='./usr/share/lintian/*' \
    --exclude='./usr/share/perl*' --exclude='./var/cache/*' --exclude='./var/lib/apt/*' --exclude='./etc/apt/*'
rm "$folder/root.tar"
cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/root:/usr/sbin/nologin\nzongce:x:10001:10001:Zongce:/var/lib/zongce:/usr/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\nzongce:x:10001:\n' >"$root/etc/group"

deploy/packages/tree.sh "$root"
install -m 755 deploy/image/healthy "$root/usr/lib/zongce/bin/healthy"
chroot "$root" "/usr/bin/python$python" -m compileall -q --invalidation-mode unchecked-hash \
    "/usr/lib/python$python" /usr/lib/zongce/lib || true # a few files of the test suite of lib2to3 are no Python
install -d -m 700 -o 10001 -g 10001 "$root/var/lib/zongce"
chmod 1777 "$root/tmp"
tar -C "$root" --sort=name --numeric-owner -cf "$folder/root.tar" . # COPY would give all of it to root
rm -rf "$root"

buildah bud --quiet --format docker --timestamp "$SOURCE_DATE_EPOCH" --build-arg "VERSION=$version" \
    --file deploy/image/Containerfile --tag "localhost/zongce:$version" "$folder" >"$folder/id"
rm -f "$folder/archive.tar"
buildah push --quiet "localhost/zongce:$version" "docker-archive:$folder/archive.tar:localhost/zongce:$version"
gzip -n <"$folder/archive.tar" >"$image"
buildah rmi "localhost/zongce:$version" >/dev/null
[ -n "${KEEP:-}" ] || rm -rf "$folder"
