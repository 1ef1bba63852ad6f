//! Which options there are, where each may stand, and which a probe cannot obey.
//!
//! An option that a probe need not obey is passed over by name, so that a mistyped one is told from
//! it. Beside those of OpenVPN 2.6 on Linux stand those of Windows, of OpenVPN 3 and 2.7, and those
//! that older releases wrote into profiles: none of them is a typing error.
//!
//! Names and places: the manual of OpenVPN 2.6, and 2.6.14 asked for each of them.

use super::{Need, Unsupported};

/// What `Profile` holds, or what steers its reading.
const OBEYED: &str = "
    auth auth-user-pass ca cd cert cipher client comp-lzo compress connection crl-verify data-ciphers
    data-ciphers-fallback dev dev-type extra-certs ignore-unknown-option key key-direction local mode
    ncp-ciphers peer-fingerprint pkcs12 port proto proto-force pull remote remote-cert-tls rport
    setenv tls-auth tls-client tls-crypt tls-crypt-v2 tls-version-max tls-version-min
    verify-x509-name
";

/// What changes nothing that a probe could see or be asked about.
const PASSED_OVER: &str = "
    allow-compression allow-deprecated-insecure-static-crypto allow-pull-fqdn
    allow-recursive-routing askpass auth-nocache auth-retry auth-token auth-token-user
    bcast-buffers bind bind-dev block-ipv6 block-outside-dns chroot client-nat comp-noadapt
    compat-mode compat-names connect-retry connect-retry-max connect-timeout daemon dev-node dh
    dhcp-option dhcp-pre-release dhcp-release dhcp-renew disable-dco disable-occ dns dns-updown
    down down-pre ecdh-curve echo engine errors-to-stderr explicit-exit-notify fast-io float
    force-tls-key-material-export gremlin group hand-window http-proxy-option
    http-proxy-override http-proxy-retry http-proxy-timeout http-proxy-user-pass ifconfig
    ifconfig-ipv6 ifconfig-noexec ifconfig-nowarn inactive ip-remote-hint ip-win32 ipchange
    iproute keepalive key-derivation key-method keying-material-exporter link-mtu lladdr log
    log-append lport machine-readable-output management management-client management-client-auth
    management-client-group management-client-user management-forget-disconnect management-hold
    management-log-cache management-query-passwords management-query-proxy
    management-query-remote management-signal management-up-down mark max-clients
    max-packet-size max-routes max-routes-per-client memstats mlock msg-channel mssfix mtu-disc
    mtu-test multihome mute mute-replay-warnings ncp-disable nice no-name-remapping nobind
    parameter passtos pause-exit peer-id persist-key persist-local-ip persist-remote-ip
    persist-tun ping ping-exit ping-restart ping-timer-rem plugin preresolve prng
    protocol-flags providers pull-filter push push-continuation push-peer-info rcvbuf
    redirect-gateway redirect-private register-dns remap-usr1 remote-random reneg-bytes reneg-pkts
    reneg-sec replay-persist replay-window resolv-retry route route-delay route-gateway
    route-ipv6 route-ipv6-gateway route-method route-metric route-noexec route-nopull
    route-pre-down route-table route-up script-security server-poll-timeout service
    session-timeout setcon setenv-safe shaper single-session sndbuf socket-flags
    socks-proxy-retry status status-version suppress-timestamps syslog tap-sleep tcp-nodelay
    tcp-queue-limit tls-crypt-v2-max-age
    tls-crypt-v2-verify tls-exit tls-export-cert tls-timeout tmp-dir topology
    tran-window tun-ipv6 tun-mtu tun-mtu-extra tun-mtu-max txqueuelen udp-mtu up up-delay
    up-restart user verb win-sys windows-driver writepid x509-track
";

/// What narrows TLS for OpenVPN, and not for a probe.
const DISOBEYED: &str = "tls-cert-profile tls-cipher tls-ciphersuites tls-groups";

/// What OpenVPN refuses in a client, or what makes it a server.
const SERVER: &str = "
    auth-gen-token auth-gen-token-secret auth-user-pass-optional auth-user-pass-verify
    ccd-exclusive client-cert-not-required client-config-dir client-connect client-crresponse
    client-disconnect client-to-client connect-freq connect-freq-initial disable duplicate-cn
    hash-size ifconfig-ipv6-pool ifconfig-ipv6-push ifconfig-pool ifconfig-pool-persist
    ifconfig-push ifconfig-push-constraint inetd iroute iroute-ipv6 learn-address opt-verify
    port-share push-remove push-reset server server-bridge server-ipv6 stale-routes-check
    tls-server username-as-common-name verify-client-cert vlan-accept vlan-pvid vlan-tagging
";

/// What makes OpenVPN do something else than connect.
const COMMANDS: &str = "
    genkey help mktun rmtun show-adapters show-ciphers show-curves show-digests show-engines
    show-gateway show-groups show-net show-net-up show-pkcs11-ids show-pkcs11-objects
    show-pkcs11-slots show-tls show-valid-subnets test-crypto version
";

/// What leads to a private key in a token.
const PKCS11: &str = "
    pkcs11-cert-private pkcs11-id pkcs11-id-management pkcs11-id-type pkcs11-pin-cache
    pkcs11-private-mode pkcs11-protected-authentication pkcs11-providers pkcs11-sign-mode
    pkcs11-slot pkcs11-slot-type
";

/// What may be given as `<tag>` ... `</tag>`.
const INLINE: &str = "
    auth-gen-token-secret auth-user-pass ca cert connection crl-verify dh extra-certs
    http-proxy-user-pass key peer-fingerprint pkcs12 secret tls-auth tls-crypt tls-crypt-v2
    verify-hash
";

/// What may stand inside `<connection>`.
const IN_CONNECTION: &str = "
    bind compat-mode connect-retry connect-retry-max connect-timeout disable-dco
    explicit-exit-notify float fragment http-proxy http-proxy-option http-proxy-retry
    http-proxy-timeout key-direction link-mtu local lport max-packet-size max-routes mssfix
    mtu-disc nobind port proto remote rport server-poll-timeout socks-proxy socks-proxy-retry
    tls-auth tls-crypt tls-crypt-v2 tun-ipv6 tun-mtu tun-mtu-extra tun-mtu-max udp-mtu
";

const TOKEN: &str = "the private key is in a token, not in a file";
const STORE: &str = "the private key is in the store of Windows";
const MANAGEMENT: &str = "the private key is behind the management interface";
const CHECK: &str = "this check of the server's certificate is not among those a probe makes";

const SERVERS: &str = "it belongs to a server's configuration";

const UNSUPPORTED: &[(&str, Need, &str)] = &[
    (
        "secret",
        Need::Connection,
        "a static key has no handshake, and a probe that got an answer would take the tunnel over",
    ),
    (
        "scramble",
        Need::Connection,
        "the scrambling patch is no part of OpenVPN",
    ),
    (
        "http-proxy",
        Need::Connection,
        "the way leads through an HTTP proxy",
    ),
    (
        "socks-proxy",
        Need::Connection,
        "the way leads through a SOCKS proxy",
    ),
    (
        "config",
        Need::Connection,
        "more options are in another file",
    ),
    (
        "remote-random-hostname",
        Need::Connection,
        "the host has another name at each attempt",
    ),
    (
        "capath",
        Need::Certificate,
        "the authorities are in a folder; give them in one file with ca",
    ),
    ("cryptoapicert", Need::Login, STORE),
    ("management-external-cert", Need::Login, MANAGEMENT),
    ("management-external-key", Need::Login, MANAGEMENT),
    (
        "ns-cert-type",
        Need::Certificate,
        "write remote-cert-tls server in its place",
    ),
    ("remote-cert-eku", Need::Certificate, CHECK),
    ("remote-cert-ku", Need::Certificate, CHECK),
    (
        "tls-verify",
        Need::Certificate,
        "a script decides about the server's certificate",
    ),
    ("verify-hash", Need::Certificate, CHECK),
    ("x509-username-field", Need::Certificate, CHECK),
    (
        "static-challenge",
        Need::Login,
        "the server asks for a second factor",
    ),
    ("fragment", Need::Tunnel, "packets are cut into fragments"),
    (
        "keysize",
        Need::Tunnel,
        "the length of the cipher's key is not the usual one",
    ),
    (
        "no-iv",
        Need::Tunnel,
        "packets come without their initialisation vector",
    ),
    (
        "no-replay",
        Need::Tunnel,
        "packets come without their number",
    ),
];

/// Whether any OpenVPN knows the option.
pub(super) fn is_known(name: &str) -> bool {
    let is_listed = [OBEYED, PASSED_OVER, DISOBEYED]
        .iter()
        .any(|list| is_in(list, name));
    is_listed || unsupported(name, 0).is_some()
}

/// Whether the option narrows TLS for OpenVPN, and not for a probe.
pub(super) fn is_disobeyed(name: &str) -> bool {
    is_in(DISOBEYED, name)
}

/// Whether the option leads to a certificate or a private key of ours that is in no file.
pub(super) fn is_about_our_key(name: &str) -> bool {
    let elsewhere = "cryptoapicert management-external-cert management-external-key";
    is_in(PKCS11, name) || is_in(elsewhere, name)
}

/// Whether the option may be a block.
pub(super) fn may_be_inline(name: &str) -> bool {
    is_in(INLINE, name)
}

/// Whether the option may stand inside `<connection>`.
pub(super) fn may_be_in_connection(name: &str) -> bool {
    is_in(IN_CONNECTION, name)
}

/// Whether only a patched OpenVPN knows the option.
pub(super) fn is_foreign(name: &str) -> bool {
    name == "scramble"
}

/// What a probe lacks for the option of this line, if anything.
pub(super) fn unsupported(name: &str, line: usize) -> Option<Unsupported> {
    let (need, reason) = if let Some(entry) = UNSUPPORTED.iter().find(|entry| entry.0 == name) {
        (entry.1, entry.2)
    } else if is_in(PKCS11, name) {
        (Need::Login, TOKEN)
    } else if is_server(name) {
        (Need::Connection, SERVERS)
    } else if is_in(COMMANDS, name) {
        (
            Need::Connection,
            "it is a command of its own and no part of a profile",
        )
    } else {
        return None;
    };
    Some(Unsupported {
        option: name.to_owned(),
        line,
        need,
        reason,
    })
}

/// What a probe lacks for `mode server`.
pub(super) fn server_mode(line: usize) -> Unsupported {
    Unsupported {
        option: "mode".into(),
        line,
        need: Need::Connection,
        reason: SERVERS,
    }
}

/// Whether the option tells a server's configuration from a client's profile.
pub(super) fn is_server(name: &str) -> bool {
    is_in(SERVER, name)
}

fn is_in(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_option_has_one_role() {
        let mut seen = BTreeSet::new();
        let listed = [OBEYED, PASSED_OVER, DISOBEYED, SERVER, COMMANDS, PKCS11]
            .into_iter()
            .flat_map(str::split_ascii_whitespace)
            .chain(UNSUPPORTED.iter().map(|entry| entry.0));
        for name in listed {
            assert!(seen.insert(name), "{name}");
            assert!(is_known(name), "{name}");
        }
    }

    #[test]
    fn every_place_is_of_a_known_option() {
        for list in [INLINE, IN_CONNECTION] {
            for name in list.split_ascii_whitespace() {
                assert!(is_known(name), "{name}");
            }
        }
        for name in ["", "remot", "Remote", "pkcs11-", "tls-remote"] {
            assert!(!is_known(name), "{name}");
        }
    }
}
