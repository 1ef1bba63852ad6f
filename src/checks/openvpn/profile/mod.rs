//! An OpenVPN client profile (`.ovpn`) as plain values.
//!
//! Text comes in, values go out: no file is opened, no name resolved and no key decoded. What a
//! profile asks for and a probe cannot do is told by name, with the stage from which it matters; an
//! option that no OpenVPN knows is an error, as it is to OpenVPN itself.
//!
//! Rules: `openvpn.md` 2.15, OpenVPN `options.c` and `options_parse.c` as of 2.6, compared with
//! 2.6.14.

mod certificates;
mod compression;
mod credentials;
mod error;
mod lexer;
mod options;
mod read;
mod remote;
mod statement;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::session::visit::Stage;

pub use certificates::{Certificates, NameKind, Purpose, TlsVersion, TlsVersions};
pub use compression::Compression;
pub use credentials::Credentials;
pub use error::{Fault, ProfileError};
pub use remote::{Protection, Remote};

/// What a client profile says, of one that could connect.
pub struct Profile {
    /// The servers in the order of the file, at least one and at most 64.
    pub remotes: Vec<Remote>,
    /// `auth`: the digest of `tls-auth` and of the data channel, as written; else `SHA1`.
    pub digest: String,
    /// Whether the tunnel carries Ethernet frames (`dev tap`).
    pub tap: bool,
    /// Whom the client trusts, and how it shows itself.
    pub certificates: Certificates,
    /// Which versions of TLS it speaks.
    pub tls_versions: TlsVersions,
    /// `auth-user-pass`; none where no name is asked for.
    pub credentials: Option<Credentials>,
    /// `comp-lzo` or `compress`, whichever came last.
    pub compression: Option<Compression>,
    /// `cipher`, as written.
    pub cipher: Option<String>,
    /// `data-ciphers` or `ncp-ciphers`, each as written.
    pub data_ciphers: Vec<String>,
    /// `cd`: where files with relative names are looked for as well.
    pub folder: Option<PathBuf>,
    /// What narrows TLS for OpenVPN and not for a probe, such as `tls-cipher`; each once.
    pub disobeyed: Vec<String>,
    /// `data-ciphers-fallback`: for servers that do not negotiate.
    pub data_ciphers_fallback: Option<String>,
    /// What the profile asks for and a probe cannot do, each option once. What one connection alone
    /// asks for is with its remote.
    pub unsupported: Vec<Unsupported>,
}

impl Profile {
    /// Reads a profile. The caller sees to it that the text is not longer than 1 MiB.
    ///
    /// # Errors
    /// Where OpenVPN would not take the profile, or where it is a server's.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        read::read(text)
    }
}

/// Where the content of an option is.
#[derive(Clone)]
pub enum Source {
    /// In a file, named as written.
    File(PathBuf),
    /// In the profile, with `\n` at the end of each line.
    Inline(Zeroizing<String>),
}

/// Something that the profile asks for and a probe cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// Name of the option.
    pub option: String,
    /// Line of the profile, from 1.
    pub line: usize,
    /// From which stage on it matters.
    pub need: Need,
    /// What it would take, in a few words that may follow the name of the option.
    pub reason: &'static str,
}

impl Unsupported {
    /// Whether it leads to a certificate or a private key of ours that is in no file.
    pub fn is_about_our_key(&self) -> bool {
        options::is_about_our_key(&self.option)
    }
}

/// The first stage of a probe that cannot do without an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Any answer at all.
    Connection,
    /// The TLS handshake.
    Certificate,
    /// Name, password and the server's consent.
    Login,
    /// Packets through the tunnel.
    Tunnel,
}

impl Need {
    /// The stage of a visit that cannot do without it.
    pub fn stage(self) -> Stage {
        match self {
            Self::Connection => Stage::Reset,
            Self::Certificate => Stage::Certificate,
            Self::Login => Stage::Login,
            Self::Tunnel => Stage::Tunnel,
        }
    }
}
