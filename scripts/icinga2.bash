# What the scripts share that have an Icinga 2 of their own; to be sourced.

# prepare_icinga2 FOLDER: its folders there, and the start of its configuration, whose plugins are
# those in FOLDER/plugins. /etc/icinga2 is neither read nor needed.
prepare_icinga2() {
    icinga2_folder=$1
    mkdir -p "$1"/{etc/zones.d,data,log,cache,spool,run,plugins}
    cat >"$1/etc/icinga2.conf" <<CONF
const NodeName = "gate"
const ZoneName = NodeName
const PluginDir = "/usr/lib/nagios/plugins"
const PluginContribDir = "$1/plugins"
include <itl>
include <plugins>
object Endpoint NodeName { }
object Zone ZoneName { endpoints = [ NodeName ] }
CONF
}

# become_icinga2 COMMAND OPTION...: in place of this shell, so for a subshell or the background. It keeps the
# user: as root it would otherwise become nagios, who may not write there.
become_icinga2() {
    local pair defines=()
    # ZonesDir is /etc/icinga2/zones.d whatever ConfigDir is.
    for pair in ConfigDir=etc ZonesDir=etc/zones.d DataDir=data LogDir=log CacheDir=cache SpoolDir=spool InitRunDir=run \
        PidPath=run/icinga2.pid VarsPath=cache/icinga2.vars ObjectsPath=cache/icinga2.debug \
        StatePath=data/icinga2.state ModAttrPath=data/modified-attributes.conf; do
        defines+=(-D "Configuration.${pair%%=*}=$icinga2_folder/${pair#*=}")
    done
    ICINGA2_USER=$(id -un) ICINGA2_GROUP=$(id -gn) \
        exec icinga2 "$@" -c "$icinga2_folder/etc/icinga2.conf" "${defines[@]}"
}
