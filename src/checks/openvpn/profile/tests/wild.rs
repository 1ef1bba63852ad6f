//! Profiles as the usual programs write them.

use super::*;

const ACCESS_SERVER: &str = "\
# Automatically generated OpenVPN client config file
# OVPN_ACCESS_SERVER_PROFILE=me@vpn.example.org
setenv FORWARD_COMPATIBLE 1
client
server-poll-timeout 4
nobind
remote vpn.example.org 1194 udp
remote vpn.example.org 443 tcp
dev tun
dev-type tun
remote-cert-tls server
tls-version-min 1.2
reneg-sec 604800
tun-mtu 1420
auth-user-pass
verb 3
push-peer-info
new-option-of-a-later-release 1

<ca>
-----BEGIN CERTIFICATE-----
AAAA
-----END CERTIFICATE-----
</ca>
key-direction 1
<tls-auth>
#
# 2048 bit OpenVPN static key (Server Agent)
#
-----BEGIN OpenVPN Static key V1-----
00
-----END OpenVPN Static key V1-----
</tls-auth>
## -----BEGIN RSA SIGNATURE-----
## DIGEST:sha256
## -----END RSA SIGNATURE-----
";

const PFSENSE: &str = "\
dev tun
persist-tun
persist-key
data-ciphers AES-256-GCM:AES-128-GCM:CHACHA20-POLY1305
data-ciphers-fallback AES-256-CBC
auth SHA256
tls-client
client
resolv-retry infinite
remote 192.0.2.1 1194 udp4
nobind
verify-x509-name \"vpn server\" name
auth-user-pass
pkcs12 pfSense-UDP4-1194.p12
tls-auth pfSense-UDP4-1194-tls.key 1
remote-cert-tls server
explicit-exit-notify
";

const OPNSENSE: &str = "\
client
dev tun
persist-tun
persist-key
auth SHA512
proto tcp-client
resolv-retry infinite
remote vpn.example.org 443 tcp-client
lport 0
verify-x509-name \"C=NL, ST=ZH, CN=vpn.example.org\" subject
remote-cert-tls server
comp-lzo no
<tls-crypt>
KEY
</tls-crypt>
";

const EASY_RSA: &str = "\
##############################################
# Sample client-side OpenVPN 2.0 config file #
##############################################
client
;dev tap
dev tun
;proto tcp
proto udp
remote my-server-1 1194
;remote my-server-2 1194
;remote-random
resolv-retry infinite
nobind
;user nobody
persist-key
persist-tun
;http-proxy-retry # retry on connection failures
;http-proxy [proxy server] [proxy port #]
ca ca.crt
cert client.crt
key client.key
remote-cert-tls server
tls-auth ta.key 1
cipher AES-256-CBC
#comp-lzo
verb 3
;mute 20
";

const WINDOWS: &str = "\u{feff}client\r
dev tun\r
dev-node \"OpenVPN Wintun\"\r
setenv opt block-outside-dns # Windows alone knows it\r
ip-win32 dynamic\r
register-dns\r
route-method exe\r
ca \"C:\\\\Program Files\\\\OpenVPN\\\\config\\\\ca.crt\"\r
<connection>\r
  remote a.example.org 1194 udp\r
  explicit-exit-notify 2\r
</connection>\r
<connection>\r
  remote b.example.org 443 tcp\r
  <tls-crypt>\r
  KEY\r
  </tls-crypt>\r
  </connection>\r
<auth-user-pass>\r
me\r
word\r
</auth-user-pass>\r
";

#[test]
fn reads_access_server() {
    let profile = parsed(ACCESS_SERVER);
    let key: Vec<String> = remotes(&profile)
        .iter()
        .map(|line| line.replace('\n', "/"))
        .collect();
    for (line, start) in key.iter().zip([
        "vpn.example.org 1194 udp IP tls-auth <#/# 2048 bit",
        "vpn.example.org 443 tcp IP tls-auth <#/# 2048 bit",
    ]) {
        assert!(
            line.starts_with(start) && line.ends_with("-----> 1"),
            "{line}"
        );
    }
    assert_eq!(profile.remotes.len(), 2);
    assert_eq!(profile.tls_versions.min, Some(TlsVersion::V1_2));
    assert_eq!(profile.certificates.remote_cert_tls, Some(Purpose::Server));
    assert!(matches!(profile.credentials, Some(Credentials::Prompt)));
    assert!(profile.unsupported.is_empty());
}

#[test]
fn reads_pfsense() {
    let profile = parsed(PFSENSE);
    let expected = "192.0.2.1 1194 udp IPv4 tls-auth pfSense-UDP4-1194-tls.key 1";
    assert_eq!(remotes(&profile), [expected]);
    assert_eq!(profile.digest, "SHA256");
    assert_eq!(
        profile.data_ciphers,
        ["AES-256-GCM", "AES-128-GCM", "CHACHA20-POLY1305"]
    );
    assert_eq!(
        profile.data_ciphers_fallback.as_deref(),
        Some("AES-256-CBC")
    );
    assert_eq!(
        given(profile.certificates.pkcs12.as_ref()).as_deref(),
        Some("pfSense-UDP4-1194.p12")
    );
    let name = ("vpn server".to_owned(), NameKind::Name);
    assert_eq!(profile.certificates.verify_x509_name, Some(name));
    assert!(profile.unsupported.is_empty());
}

#[test]
fn reads_opnsense() {
    let profile = parsed(OPNSENSE);
    assert_eq!(
        remotes(&profile),
        ["vpn.example.org 443 tcp IP tls-crypt <KEY>"]
    );
    assert_eq!(profile.compression, Some(Compression::LzoOff));
    let name = (
        "C=NL, ST=ZH, CN=vpn.example.org".to_owned(),
        NameKind::Subject,
    );
    assert_eq!(profile.certificates.verify_x509_name, Some(name));
    assert!(profile.unsupported.is_empty());
}

#[test]
fn reads_the_sample_of_openvpn_itself() {
    let profile = parsed(EASY_RSA);
    assert_eq!(
        remotes(&profile),
        ["my-server-1 1194 udp IP tls-auth ta.key 1"]
    );
    assert_eq!(
        given(profile.certificates.key.as_ref()).as_deref(),
        Some("client.key")
    );
    assert_eq!(profile.cipher.as_deref(), Some("AES-256-CBC"));
    assert!(profile.unsupported.is_empty());
}

#[test]
fn reads_the_example_of_the_documents() {
    let profile = parsed(include_str!("../../../../../docs/examples/monitoring.ovpn"));
    assert_eq!(
        remotes(&profile),
        ["vpn.example.org 1194 udp IP tls-crypt tls-crypt.key"]
    );
    let certificates = &profile.certificates;
    assert_eq!(given(certificates.ca.as_ref()).as_deref(), Some("ca.crt"));
    assert_eq!(
        given(certificates.cert.as_ref()).as_deref(),
        Some("monitoring.crt")
    );
    assert_eq!(
        given(certificates.key.as_ref()).as_deref(),
        Some("monitoring.key")
    );
    assert_eq!(certificates.remote_cert_tls, Some(Purpose::Server));
    let name = ("vpn.example.org".into(), NameKind::Name);
    assert_eq!(certificates.verify_x509_name, Some(name));
    assert!(profile.credentials.is_none() && profile.unsupported.is_empty());
}

#[test]
fn reads_what_is_commented_out_in_the_example_of_the_documents() {
    let text = include_str!("../../../../../docs/examples/monitoring.ovpn");
    let chosen = text
        .replace("\ntls-crypt ", "\n;tls-crypt ")
        .replace("\n;remote ", "\nremote ")
        .replace("\n;tls-auth ", "\ntls-auth ")
        .replace("\n;auth", "\nauth");
    let profile = parsed(&chosen);
    let expected = [
        "vpn.example.org 1194 udp IP tls-auth ta.key 1",
        "vpn.example.org 443 tcp IP tls-auth ta.key 1",
    ];
    assert_eq!(remotes(&profile), expected);
    assert_eq!(profile.digest, "SHA256");
    assert!(matches!(profile.credentials, Some(Credentials::File(_))));
}

#[test]
fn reads_what_was_written_on_windows() {
    let profile = parsed(WINDOWS);
    let expected = [
        "a.example.org 1194 udp IP plain",
        "b.example.org 443 tcp IP tls-crypt <  KEY>",
    ];
    assert_eq!(remotes(&profile), expected);
    let ca = given(profile.certificates.ca.as_ref());
    assert_eq!(
        ca.as_deref(),
        Some(r"C:\Program Files\OpenVPN\config\ca.crt")
    );
    let Some(Credentials::Inline(text)) = &profile.credentials else {
        panic!("name and password are there");
    };
    assert_eq!(**text, "me\nword\n");
    assert!(profile.unsupported.is_empty());
}
