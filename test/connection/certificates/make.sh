#!/bin/sh
# Makes the certificates anew. One key serves all of them.
set -eu
cd "$(dirname "$0")"
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out key.pem
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out other-key.pem

issue() { # file, name, extensions, from, to, how it is signed
  echo "$3" | tr ';' '\n' > extensions.txt
  : > index.txt
  cat > ca.cnf <<-END
	[ca]
	default_ca=x
	[x]
	database=index.txt
	new_certs_dir=.
	default_md=sha256
	policy=p
	rand_serial=yes
	[p]
	commonName=supplied
	END
  openssl req -new -key key.pem -subj "/CN=$2" -out request.pem
  openssl ca -batch -notext -config ca.cnf $6 -keyfile key.pem -in request.pem -out "$1.pem" \
    -extfile extensions.txt -startdate "$4" -enddate "$5"
}
from=20000101000000Z
to=21000101000000Z
names="subjectAltName=DNS:localhost,DNS:drone.test,IP:127.0.0.1"
authority="basicConstraints=critical,CA:TRUE;keyUsage=critical,keyCertSign;subjectKeyIdentifier=hash"

issue ca "Test authority" "$authority" $from $to -selfsign
issue other-ca "Another authority" "$authority" $from $to -selfsign
issue self-signed drone.test "$names" $from $to -selfsign
issue server drone.test "$names" $from $to "-cert ca.pem"
issue expired drone.test "$names" $from 20010101000000Z "-cert ca.pem"
issue other-name other.test "subjectAltName=DNS:other.test" $from $to "-cert ca.pem"
issue client octo "extendedKeyUsage=clientAuth" $from $to "-cert ca.pem"
rm -f extensions.txt request.pem ca.cnf index.txt* [0-9A-F]*[0-9A-F].pem
