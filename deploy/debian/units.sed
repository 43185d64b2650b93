# Where the package has what the checkout has in /srv/zongce.
s|/srv/zongce/.venv/bin|/usr/lib/zongce/bin|g
s|/srv/zongce/deploy/nightly|/usr/lib/zongce/nightly|g
s|/srv/zongce/docs|/usr/share/doc/zongce|g
s|^WorkingDirectory=/srv/zongce$|WorkingDirectory=/usr/lib/zongce|
s|^EnvironmentFile=-/etc/zongce.env$|EnvironmentFile=/etc/zongce/zongce.env|
# It is installed already.
/^# cp deploy\//d
