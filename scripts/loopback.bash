# What the demos and the README's examples share; to be sourced, from anywhere.
#
# Makes a temporary folder and goes there. What is started is ended, and the folder removed, when
# the script ends.

folder=$(mktemp -d)
pids=()

clean_up() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
        # One that is stopped dies no sooner than it goes on.
        kill -CONT "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$folder"
}
trap clean_up EXIT
cd "$folder"

# wait_for WORDS FILE: until the file has the words, at most 20 s.
wait_for() {
    local deadline=$((SECONDS + 20))
    until grep -q "$1" "$2" 2>/dev/null; do
        if ((SECONDS > deadline)); then
            printf 'no "%s" in %s:\n' "$1" "$2" >&2
            cat "$2" >&2
            exit 1
        fi
        sleep 0.02
    done
}

# free_port KIND: a port of 127.0.0.1 that nobody has, for stream (TCP) or dgram (UDP).
free_port() {
    python3 - "$1" <<'PYTHON'
import socket, sys
kind = {"stream": socket.SOCK_STREAM, "dgram": socket.SOCK_DGRAM}[sys.argv[1]]
with socket.socket(socket.AF_INET, kind) as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])
PYTHON
}

static_key() {
    echo "-----BEGIN OpenVPN Static key V1-----"
    od -An -v -tx1 -w16 -N256 /dev/urandom | tr -d ' '
    echo "-----END OpenVPN Static key V1-----"
}

# server_certificate NAME [AUTHORITY]: server.pem and server.key, and ca.pem of the authority that
# issued it.
server_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=${2-gatewatch CA}" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout ca.key -out ca.pem 2>/dev/null
    certificate server "$1" serverAuth
}

# certificate FILE NAME USAGE [DAYS]: FILE.pem and FILE.key by the authority, for serverAuth or
# clientAuth; good for a year, or until so many days from now.
certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -subj "/CN=$2" -keyout "$1.key" -out request.pem 2>/dev/null
    printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$3" >extensions
    openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial \
        -days "${4-365}" -extfile extensions -out "$1.pem" 2>/dev/null
}

# start_openvpn LOG OPTION...: a server with the certificate, once it is ready.
start_openvpn() {
    local log=$1
    shift
    openvpn --mode server --tls-server --dev tun --disable-dco \
        --ca ca.pem --cert server.pem --key server.key --dh none \
        --verb 3 "$@" >"$log" 2>&1 &
    pids+=($!)
    wait_for "Initialization Sequence Completed" "$log"
}

# password_script: verify, which lets monitoring in with the password "secret" and nobody else;
# and login, which has them.
password_script() {
    cat >verify <<'SCRIPT'
#!/bin/sh
{ read -r name; read -r password; } <"$1"
[ "$name" = monitoring ] && [ "$password" = secret ]
SCRIPT
    chmod 755 verify
    printf 'monitoring\nsecret\n' >login
}

# start_web_server ADDRESS PORT: answers whatever comes with a refusal, as nginx does with what is
# no HTTP. Port 0 is any; it sets web_port.
start_web_server() {
    python3 -u - "$1" "$2" >web.log 2>&1 <<'PYTHON' &
import socket, sys
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
print("port", server.getsockname()[1])
while True:
    client, _ = server.accept()
    client.recv(4096)
    client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    client.close()
PYTHON
    pids+=($!)
    wait_for "port" web.log
    web_port=$(sed -n 's/^port //p' web.log)
}
