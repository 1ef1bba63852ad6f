//! Every way to give the plugin a key, and how the server holds the same key.

use gatewatch::checks::openvpn::key::{Digest, Direction};
use gatewatch::checks::openvpn::wrap::Wrap;

use crate::keys::Key;
use crate::peer::Reply;
use crate::probe::{Expected, Row, play, row};

/// A way to give the plugin a key, and how the server holds the same key.
pub struct Mode {
    pub name: &'static str,
    options: Vec<String>,
    pub server: fn(&Key) -> Wrap,
    /// The server's packets signed as the plugin signs its own.
    pub reflected: fn(&Key) -> Wrap,
    pub key: Key,
}

impl Mode {
    fn all() -> Vec<Self> {
        let tls_auth = |name, digest: &str, direction: &str, server, reflected| {
            let key = Key::fresh();
            let options = [
                "--tls-auth",
                &key.file(),
                "--digest",
                digest,
                "--key-direction",
                direction,
            ]
            .map(str::to_owned)
            .to_vec();
            Self {
                name,
                options,
                server,
                reflected,
                key,
            }
        };
        let tls_crypt = |name, option: &str, file: fn(&Key) -> String| {
            let key = Key::fresh();
            Self {
                name,
                options: vec![option.to_owned(), file(&key)],
                server: Key::tls_crypt,
                reflected: Key::reflected_tls_crypt,
                key,
            }
        };
        vec![
            tls_auth(
                "tls-auth",
                "SHA1",
                "1",
                |key| key.tls_auth(Digest::Sha1, Direction::Zero),
                |key| key.tls_auth(Digest::Sha1, Direction::One),
            ),
            tls_auth(
                "tls-auth",
                "SHA512",
                "0",
                |key| key.tls_auth(Digest::Sha512, Direction::One),
                |key| key.tls_auth(Digest::Sha512, Direction::Zero),
            ),
            tls_crypt("tls-crypt", "--tls-crypt", Key::file),
            tls_crypt("tls-crypt-v2", "--tls-crypt-v2", Key::client_file),
        ]
    }

    /// A row whose peer answers with `reply`, signed with `wrap`.
    pub fn row(
        &self,
        title: &'static str,
        (timeout, more): (&str, &[&str]),
        wrap: Wrap,
        reply: impl Fn(&[u8]) -> Reply + Send + 'static,
        expected: Expected<'static>,
    ) -> Row {
        let packet = move |hello: &[u8]| vec![reply(hello).sealed(&wrap)];
        row(title, &self.arguments(timeout, more), packet, expected)
    }

    /// A row whose peer answers with `reply`, signed as it should be.
    pub fn genuine(
        &self,
        title: &'static str,
        timeout: &str,
        reply: impl Fn(&[u8]) -> Reply + Send + 'static,
        expected: Expected<'static>,
    ) -> Row {
        self.row(
            title,
            (timeout, &[]),
            (self.server)(&self.key),
            reply,
            expected,
        )
    }

    pub fn arguments<'a>(&'a self, timeout: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        let own = self.options.iter().map(String::as_str);
        own.chain(["-t", timeout])
            .chain(more.iter().copied())
            .collect()
    }
}

/// Plays the rows of all modes side by side.
pub fn play_in_all_modes(rows: impl Fn(&Mode) -> Vec<Row>) {
    let modes = Mode::all();
    play(modes.iter().flat_map(rows).collect());
}
