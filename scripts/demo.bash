# What scripts/demo-openvpn and scripts/demo-docker share; to be sourced after loopback.bash.

if [ -t 1 ]; then
    bold=$'\e[1m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
    bold='' green='' red='' plain=''
fi
states=(OK WARNING CRITICAL UNKNOWN)
number=0
failed=0

# headline TEXT
headline() {
    printf '\n%s%s%s\n' "$bold" "$1" "$plain"
}

# probe TITLE EXPECTED_EXIT_CODE PLUGIN ARGUMENT...
probe() {
    local title=$1 expected=$2 code=0
    shift 2
    number=$((number + 1))
    headline "$number. $title"
    printf '   $ %s\n' "$*"
    "$@" </dev/null >output 2>&1 || code=$?
    sed 's/^/   /' output
    if [ "$code" -eq "$expected" ]; then
        printf '   %sexit %d (%s), as it should be%s\n' \
            "$green" "$code" "${states[code]}" "$plain"
    else
        printf '   %sexit %d, and should be %d (%s)%s\n' \
            "$red" "$code" "$expected" "${states[expected]}" "$plain"
        failed=$((failed + 1))
    fi
}

# finish: says how it went, and fails where a probe did not come out as it should.
finish() {
    if ((failed > 0)); then
        printf '\n%s%d of %d probes did not come out as they should.%s\n' \
            "$red" "$failed" "$number" "$plain"
        exit 1
    fi
    printf '\nAll %d probes came out as they should.\n' "$number"
}
