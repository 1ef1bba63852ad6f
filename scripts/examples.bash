# What scripts/readme-examples and scripts/readme-examples-docker share; to be sourced after
# loopback.bash, in network and mount namespaces of one's own.

# names LINE...: the hosts file, from now on. One thing is changed in what is printed: 127.0.0.x
# stands as 192.0.2.x.
names() {
    printf '%s\n' "127.0.0.1 localhost" "$@" >hosts
    mountpoint -q /etc/hosts && [ -e hosts.mounted ] && return
    mount --bind hosts /etc/hosts
    touch hosts.mounted
}

# example TITLE PLUGIN ARGUMENT...: as it stands in the documents.
example() {
    local code=0 word
    printf '%s\n\n```\n$' "$1"
    shift
    for word in "$@"; do
        if [[ $word = *[[:space:]]* ]]; then printf " '%s'" "$word"; else printf ' %s' "$word"; fi
    done
    printf '\n'
    "$@" </dev/null >output 2>&1 || code=$?
    sed 's/127\.0\.0\./192.0.2./g' output
    printf '$ echo $?\n%d\n```\n\n' "$code"
}
