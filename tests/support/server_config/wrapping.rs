//! How control packets are wrapped, as the options of either side.

use std::fs;
use std::path::{Path, PathBuf};

/// What a client may do that does not support the stateless cookie.
#[derive(Clone, Copy, Debug)]
pub enum Cookie {
    Force,
    AllowNone,
}

/// How control packets are wrapped, from the server's side.
#[derive(Clone, Debug)]
pub enum Wrapping {
    Plain,
    TlsAuth {
        key: PathBuf,
        /// The server's own direction; a client has the other one.
        direction: Option<u8>,
        digest: &'static str,
    },
    TlsCrypt {
        key: PathBuf,
    },
    TlsCryptV2 {
        server_key: PathBuf,
        cookie: Cookie,
    },
}

impl Wrapping {
    pub(super) fn server_text(&self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::TlsAuth {
                key,
                direction,
                digest,
            } => {
                let direction = direction.map_or(String::new(), |side| side.to_string());
                format!(
                    "tls-auth \"{}\" {direction}\nauth {digest}\n",
                    key.display()
                )
            }
            Self::TlsCrypt { key } => format!("tls-crypt \"{}\"\n", key.display()),
            Self::TlsCryptV2 { server_key, cookie } => {
                let cookie = match cookie {
                    Cookie::Force => "force-cookie",
                    Cookie::AllowNone => "allow-noncookie",
                };
                format!("tls-crypt-v2 \"{}\" {cookie}\n", server_key.display())
            }
        }
    }

    /// The options of a client that fits, with the key inline.
    ///
    /// # Panics
    /// Without a client key for tls-crypt-v2.
    pub fn client_text(&self, v2_client_key: Option<&Path>) -> String {
        match self {
            Self::Plain => String::new(),
            Self::TlsAuth {
                key,
                direction,
                digest,
            } => {
                let direction = direction.map_or(String::new(), |side| {
                    format!("key-direction {}\n", 1 - side)
                });
                inline("tls-auth", key) + &direction + &format!("auth {digest}\n")
            }
            Self::TlsCrypt { key } => inline("tls-crypt", key),
            Self::TlsCryptV2 { .. } => inline(
                "tls-crypt-v2",
                v2_client_key.expect("the profile names a client key"),
            ),
        }
    }
}

fn inline(tag: &str, file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a key can be read");
    format!("<{tag}>\n{text}</{tag}>\n")
}
