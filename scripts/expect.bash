# What the tries of the packages share; to be sourced.

# expect CODE WORDS COMMAND...: shows what it prints first, and wants this exit code and these words.
expect() {
    local code=$1 words=$2 output status=0
    shift 2
    output=$("$@" 2>&1) || status=$?
    printf '$ %s\n%s\n(%s)\n' "$*" "$(head -1 <<<"$output")" "$status"
    if [ "$status" -ne "$code" ] || ! grep --quiet -e "$words" <<<"$output"; then
        printf 'not %s with "%s"; all of it:\n%s\n' "$code" "$words" "$output" >&2
        return 1
    fi
}

# try_plugins FOLDER [COMMAND...]: both plugins of the folder, run by the command. The guidelines have
# --version exit with 3. Nothing listens on port 1.
try_plugins() {
    local folder=$1 plugin
    shift
    for plugin in check_openvpn check_docker_api; do
        expect 3 "^$plugin [0-9]" "$@" "$folder/$plugin" --version
    done
    expect 2 "nothing listens on" "$@" "$folder/check_openvpn" -H 127.0.0.1 -p 1 --tcp -t 5
    expect 2 "nothing listens on" "$@" "$folder/check_docker_api" \
        -H http://127.0.0.1:1 --allow-plain-http -t 5
}
