#!/bin/sh
# 逐台更换应用节点，使用者不受影响 | Replaces the app nodes one after the other, on the machine of haproxy-front.cfg. Nobody notices.
# deploy/roll.sh 'ssh {} sudo systemctl restart zongce' app1 app2
# Each node gets no new requests, ends those it has, is replaced by the command, and comes back once it is ready.
set -eu
command=$1
shift
socket=${HAPROXY_SOCKET:-/run/haproxy/admin.sock} name=${ZONGCE_HOST_NAME:-zongce.example.edu} ca=${ZONGCE_CA:-/etc/zongce/tls/ca.pem}
haproxy() { echo "$1" | socat -t5 stdio "unix-connect:$socket"; }
# Columns of haproxy's statistics: 5 the requests under way, 18 the state.
of() { haproxy "show stat" | awk -F, -v node="$1" -v column="$2" '$1 == "zongce" && $2 == node { print $column }'; }
within() { # SECONDS WHAT COMMAND...: waits until the command succeeds
  left=$(($1 * 5)) what=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { echo "roll.sh: $what" >&2; exit 1; }
    sleep 0.2
  done
}
idle() { [ "$(of "$1" 5)" = 0 ]; }
answers() { [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' --cacert "$ca" -H "Host: $name" "https://$1:8443/readyz")" = 200 ]; }
up() { [ "$(of "$1" 18)" = UP ]; }
others_up() { haproxy "show stat" | awk -F, -v node="$1" '$1 == "zongce" && $2 != node && $2 != "BACKEND" && $18 == "UP" { found = 1 } END { exit !found }'; }

for node in "$@"; do
  within 30 "no other node than $node is ready: nothing was replaced" others_up "$node"
  haproxy "set server zongce/$node state drain" > /dev/null
  # What is still open after this (a page that follows an operation) comes back by itself, at another node.
  (within 40 "" idle "$node" 2>/dev/null) || true
  sh -c "$(echo "$command" | sed "s/{}/$node/g")"
  within 120 "$node does not become ready, and stays out" answers "$node"
  haproxy "set server zongce/$node state ready" > /dev/null
  within 30 "haproxy does not see that $node is ready" up "$node"
  echo "$node"
done
