//! Every digest that an OpenVPN 2.6 server takes for tls-auth, under every name a user may know
//! it by.

use crate::probe::Client;
use crate::support::keys::KeyFile;
use crate::support::server_config::{ServerConfig, Transport, Wrapping};
use crate::verdict::Verdict;

/// The name in the server's configuration, and further ones for the same digest. OpenVPN on
/// OpenSSL 3 takes them all but the `RSA-` ones, which older profiles still have.
const DIGESTS: [(&str, &[&str]); 17] = [
    ("MD5", &["md5", "RSA-MD5"]),
    ("SHA1", &["sha1", "SHA-1", "RSA-SHA1"]),
    ("SHA224", &["SHA-224", "SHA2-224"]),
    ("SHA256", &["sha256", "SHA-256", "SHA2-256", "RSA-SHA256"]),
    ("SHA384", &["SHA-384", "SHA2-384"]),
    ("SHA512", &["sha512", "SHA-512", "SHA2-512", "RSA-SHA512"]),
    ("SHA512-224", &["SHA-512/224", "SHA2-512/224"]),
    ("SHA512-256", &["SHA-512/256", "SHA2-512/256"]),
    (
        "RIPEMD160",
        &["RIPEMD", "RIPEMD-160", "RMD160", "RSA-RIPEMD160"],
    ),
    ("SHA3-224", &["sha3-224"]),
    ("SHA3-256", &["sha3-256"]),
    ("SHA3-384", &["sha3-384"]),
    ("SHA3-512", &["sha3-512"]),
    ("BLAKE2s256", &["blake2s256", "BLAKE2S-256"]),
    ("BLAKE2b512", &["blake2b512", "BLAKE2B-512"]),
    ("SM3", &["sm3"]),
    ("MD5-SHA1", &["md5-sha1"]),
];

#[test]
fn every_digest_of_a_real_server_is_known_under_all_of_its_names() {
    let key = KeyFile::static_key();
    for (digest, aliases) in DIGESTS {
        let server = ServerConfig {
            wrapping: Wrapping::TlsAuth {
                key: key.path(),
                direction: Some(0),
                digest,
            },
            ..ServerConfig::default()
        }
        .start();
        for &name in [digest].iter().chain(aliases) {
            let client = Client::TlsAuth {
                key: key.path(),
                direction: Some(1),
                digest: name,
            };
            Verdict::Alive.assert(&client.probe(&server, Transport::Udp, &[]));
        }
    }
}
