# Docker engines and fronts, for scripts/demo-docker and scripts/readme-examples-docker; to be
# sourced after loopback.bash, as root or as the root of a user namespace.
#
# Flags of dockerd: `dockerd --help`, as of 20.10. Rules of the socket proxy: docker-socket-proxy.

# wait_for_port ADDRESS:PORT LOG: until something listens there, at most 20 s.
wait_for_port() {
    local deadline=$((SECONDS + 20))
    until (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null; do
        if ((SECONDS > deadline)); then
            printf 'nothing listens on %s:\n' "$1" >&2
            cat "$2" >&2
            exit 1
        fi
        sleep 0.02
    done
}

# certificate_authority NAME: ca.pem and ca.key, good for ten years.
certificate_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=$1" -addext keyUsage=critical,keyCertSign,cRLSign \
        -keyout ca.key -out ca.pem 2>/dev/null
}

# certificate FOLDER NAME DAYS EXTENSION...: ca.pem, cert.pem and key.pem in the folder.
certificate() {
    local to=$1 name=$2 days=$3
    shift 3
    mkdir -p "$to"
    printf '%s\n' "$@" >"$to/extensions"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
        -keyout "$to/key.pem" -out "$to/request.pem" 2>/dev/null
    openssl x509 -req -in "$to/request.pem" -CA ca.pem -CAkey ca.key -CAcreateserial \
        -days "$days" -extfile "$to/extensions" -out "$to/cert.pem" 2>/dev/null
    cp ca.pem "$to/ca.pem"
    rm "$to/request.pem" "$to/extensions"
    chmod 600 "$to/key.pem"
}

# start_dockerd NAME ADDRESS:PORT OPTION...: an engine with a folder of its own and, where this
# machine allows mounts, a /run and an /etc/docker of its own. It is ready once
# wait_for_dockerd NAME comes back.
start_dockerd() {
    local home=$folder/$1 listen=$2 room=()
    shift 2
    mkdir -p "$home"/{run,etc}
    echo '{}' >"$home/daemon.json"
    if unshare --mount true 2>/dev/null; then
        # shellcheck disable=SC2016 # The inner shell expands.
        room=(unshare --mount sh -c '
            mount --bind "$1/run" /run || exit
            if [ -d /etc/docker ]; then mount --bind "$1/etc" /etc/docker || exit; fi
            shift
            exec "$@"' sh "$home")
    fi
    "${room[@]}" dockerd --config-file "$home/daemon.json" --data-root "$home/data" \
        --exec-root "$home/exec" --pidfile "$home/pid" --group 0 \
        --host "unix://$home/docker.sock" --host "tcp://$listen" \
        --storage-driver vfs --bridge=none --iptables=false "$@" \
        >"$home/log" 2>&1 </dev/null &
    pids+=($!)
}

wait_for_dockerd() {
    wait_for "API listen on .*docker.sock" "$folder/$1/log"
}

# start_nginx NAME ADDRESS:PORT SOCKET SERVER_DIRECTIVES [LOCATION_DIRECTIVES]
start_nginx() {
    local home=$folder/$1
    mkdir -p "$home"
    cat >"$home/nginx.conf" <<CONF
user root root;
error_log stderr warn;
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    server {
        listen $2 ssl;
        ssl_certificate $folder/server/cert.pem;
        ssl_certificate_key $folder/server/key.pem;
        ssl_client_certificate $folder/ca.pem;
        ssl_protocols TLSv1.2 TLSv1.3;
        $4
        location / {
            ${5-}
            proxy_pass http://unix:$3:;
            proxy_http_version 1.1;
        }
    }
}
CONF
    nginx -p "$home" -c nginx.conf -g 'daemon off; master_process off;' \
        >"$home/log" 2>&1 </dev/null &
    pids+=($!)
    wait_for_port "$2" "$home/log"
}

# start_socket_proxy NAME ADDRESS:PORT SOCKET VARIABLE=VALUE...: haproxy by docker-socket-proxy's
# rules, with its defaults unless a variable says otherwise.
start_socket_proxy() {
    local home=$folder/$1 listen=$2 socket=$3 section
    shift 3
    mkdir -p "$home"
    {
        printf 'global\n  log stderr format raw daemon warning\n'
        printf 'defaults\n  mode http\n  log global\n'
        printf '  timeout connect 10s\n  timeout client 30s\n  timeout server 30s\n'
        printf 'frontend api\n  bind %s\n' "$listen"
        printf '  http-request deny unless METH_GET || { env(POST) -m bool }\n'
        proxy_rule ALLOW_RESTARTS 'containers/[a-zA-Z0-9_.-]+/(stop|restart|kill)'
        proxy_rule ALLOW_START 'containers/[a-zA-Z0-9_.-]+/start'
        proxy_rule ALLOW_STOP 'containers/[a-zA-Z0-9_.-]+/stop'
        for section in AUTH BUILD COMMIT CONFIGS CONTAINERS DISTRIBUTION EVENTS EXEC GRPC \
            IMAGES INFO NETWORKS NODES PLUGINS SECRETS SERVICES SESSION SWARM SYSTEM TASKS \
            VERSION VOLUMES; do
            proxy_rule "$section" "${section,,}"
        done
        proxy_rule PING _ping
        printf '  http-request deny\n  default_backend engine\n'
        printf 'backend engine\n  server engine unix@%s\n' "$socket"
    } >"$home/haproxy.cfg"
    env EVENTS=1 PING=1 VERSION=1 "$@" haproxy -db -f "$home/haproxy.cfg" \
        >"$home/log" 2>&1 </dev/null &
    pids+=($!)
    wait_for_port "$listen" "$home/log"
}

# proxy_rule VARIABLE PATH
proxy_rule() {
    printf '  http-request allow if { path,url_dec -m reg -i ^(/v[\\d\\.]+)?/%s } { env(%s) -m bool }\n' \
        "$2" "$1"
}
