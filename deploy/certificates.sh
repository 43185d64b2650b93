#!/bin/sh
# 证书：首次运行建立校内根证书，此后每次为一台机器签发 | Makes the authority of these machines, and a certificate for one of them.
# deploy/certificates.sh FOLDER MACHINE [OTHER_NAME_OR_ADDRESS ...]
# FOLDER/ca.key stays where it is made. FOLDER/MACHINE goes to that machine as /etc/zongce/tls.
set -eu
folder=$1 machine=$2
shift
umask 077
mkdir -p "$folder/$machine"
[ -e "$folder/ca.key" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
  -subj "/CN=Zongce $(date +%Y)" -addext "keyUsage=critical,keyCertSign,cRLSign" \
  -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
names=$(for name in "$@"; do case $name in *[!0-9.]*) echo "DNS:$name" ;; *) echo "IP:$name" ;; esac; done | paste -sd, -)
cd "$folder/$machine"
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$machine" -keyout key.pem -out request.pem 2>/dev/null
printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$names" > extensions
openssl x509 -req -in request.pem -CA ../ca.pem -CAkey ../ca.key -CAcreateserial -days 825 -extfile extensions -out cert.pem 2>/dev/null
cp ../ca.pem ca.pem
cat cert.pem key.pem > both.pem
rm request.pem extensions
chmod 0755 . && chmod 0644 ca.pem cert.pem && chmod 0640 key.pem both.pem
openssl verify -CAfile ca.pem cert.pem
