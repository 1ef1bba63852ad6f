//! Keys whose bytes the test knows, as a server holds them and as files for the plugin.

use std::fs;
use std::path::PathBuf;

use base64ct::{Base64, Encoding};
use gatewatch::checks::openvpn::key::{Digest, Direction, StaticKey};
use gatewatch::checks::openvpn::wrap::{TlsAuth, TlsCrypt, Wrap};
use tempfile::TempDir;

/// Bytes of one of the four slots.
const SLOT: usize = 64;
/// Bytes of a wrapped client key with a timestamp in it.
const WRAPPED: u16 = 299;

/// A static key and a folder for its files.
pub struct Key {
    bytes: [u8; StaticKey::LENGTH],
    folder: TempDir,
}

impl Key {
    pub fn fresh() -> Self {
        let mut bytes = [0; StaticKey::LENGTH];
        getrandom::fill(&mut bytes).expect("the kernel gives random bytes");
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self { bytes, folder }
    }

    /// The file for `--tls-auth` and `--tls-crypt`.
    pub fn file(&self) -> String {
        let lines: Vec<String> = self.bytes.chunks(16).map(hex).collect();
        self.write(
            "static.key",
            &framed("OpenVPN Static key V1", &lines.join("\n")),
        )
    }

    /// The file for `--tls-crypt-v2`.
    pub fn client_file(&self) -> String {
        let packed = [&self.bytes[..], &self.wrapped()].concat();
        let text = framed(
            "OpenVPN tls-crypt-v2 client key",
            &Base64::encode_string(&packed),
        );
        self.write("client.key", &text)
    }

    /// What a v2 hello ends with; only its length has a meaning here.
    #[expect(clippy::unused_self, reason = "the wrapped form is of this key")]
    pub fn wrapped(&self) -> Vec<u8> {
        let mut wrapped = vec![0xee; usize::from(WRAPPED) - 2];
        wrapped.extend(WRAPPED.to_be_bytes());
        wrapped
    }

    /// A slot's first bytes in hexadecimal, for `--digest-key-client` and its sister.
    pub fn hex(&self, slot: usize, bytes: usize) -> String {
        hex(&self.slots()[slot][..bytes])
    }

    /// The same in a file.
    pub fn hex_file(&self, slot: usize, bytes: usize) -> String {
        self.write(
            &format!("slot-{slot}.hex"),
            &format!("{}\n", self.hex(slot, bytes)),
        )
    }

    /// cipher[0], hmac[0], cipher[1], hmac[1].
    pub fn slots(&self) -> Vec<&[u8]> {
        self.bytes.chunks(SLOT).collect()
    }

    /// tls-auth by the server's own direction.
    pub fn tls_auth(&self, digest: Digest, server: Direction) -> Wrap {
        Wrap::TlsAuth(TlsAuth::new(digest, &parsed(&self.bytes), server))
    }

    /// tls-crypt, and v2, from the server's side: its key with the sides exchanged.
    pub fn tls_crypt(&self) -> Wrap {
        let (first, second) = self.bytes.split_at(2 * SLOT);
        let exchanged = [second, first].concat();
        Wrap::TlsCrypt(TlsCrypt::new(&parsed(&exchanged)))
    }

    /// tls-crypt as a client holds it.
    pub fn reflected_tls_crypt(&self) -> Wrap {
        Wrap::TlsCrypt(TlsCrypt::new(&parsed(&self.bytes)))
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, text).expect("a key can be written");
        path.display().to_string()
    }
}

fn parsed(bytes: &[u8]) -> StaticKey {
    let Ok(key) = StaticKey::new(bytes) else {
        panic!("a key has {} bytes", StaticKey::LENGTH);
    };
    key
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn framed(label: &str, body: &str) -> String {
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}
