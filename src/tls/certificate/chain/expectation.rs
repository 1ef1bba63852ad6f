//! What a chain is measured against.

use rustls_pki_types::{CertificateDer, ServerName};

use super::Role;

/// What a chain is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// Whose chain it is.
    pub purpose: Purpose,
    /// How the use of the leaf is judged.
    pub usage: Usage,
    /// The name that the leaf has to bear, where one is asked for.
    pub name: Option<&'a ServerName<'a>>,
    /// Who may have issued it.
    pub trust: Trust<'a>,
    /// Certificates that we have and that nobody sent, such as the rest of our own chain: they
    /// prove that it is an intermediate that is missing.
    pub at_hand: &'a [CertificateDer<'a>],
    /// The moment, in seconds since 1970.
    pub now: i64,
}

/// Whose chain it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A server's.
    Server,
    /// A client's.
    Client,
}

/// How the use of a leaf is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// As everybody does: an extended key usage has to name the purpose, none allows all.
    IfPresent,
    /// As OpenVPN's `--remote-cert-tls` does: key usage and extended key usage have to be there.
    Required,
    /// Not at all.
    Ignored,
}

/// Who may have issued a chain.
#[derive(Clone, Copy, Debug)]
pub enum Trust<'a> {
    /// The certificates of a CA file.
    File(&'a [CertificateDer<'a>]),
    /// Somebody in the system's store, which is not here: only a self-signed leaf can be told.
    System,
    /// Whoever it was, as with a pinned fingerprint.
    Anybody,
}

impl<'a> Trust<'a> {
    pub(super) fn anchors(self) -> &'a [CertificateDer<'a>] {
        match self {
            Self::File(anchors) => anchors,
            Self::System | Self::Anybody => &[],
        }
    }
}

impl Expectation<'_> {
    pub(super) fn leaf_role(&self) -> Role {
        match self.purpose {
            Purpose::Server => Role::Server,
            Purpose::Client => Role::Client,
        }
    }

    /// The role of a certificate by its place in a path.
    pub(super) fn role_at(&self, index: usize) -> Role {
        match index {
            0 => self.leaf_role(),
            _ => Role::Intermediate,
        }
    }
}
