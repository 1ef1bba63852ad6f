//! The faults of a chain, and which certificate has them. Their sentences are next door.

use super::super::{ExtendedKeyUsage, KeyKind, SignatureKind};

/// What a certificate is in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The leaf that a server proves itself with.
    Server,
    /// The leaf that a client proves itself with.
    Client,
    /// Between leaf and CA.
    Intermediate,
    /// One of the CA file.
    Ca,
    /// Sent, and of no use.
    Surplus,
}

/// What is wrong, and with which certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFault {
    /// What the certificate is in its chain.
    pub role: Role,
    /// Whom it is for; empty where there is none or it cannot be read. Foreign text.
    pub label: String,
    /// What is wrong.
    pub kind: FaultKind,
}

/// Where a certificate of the right name and the wrong key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// In the CA file.
    CaFile,
    /// Among the certificates sent.
    SentAlong,
}

/// How it is known that an intermediate is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// We have it, and its signatures fit.
    AtHand,
    /// The certificate names the issuer of its issuer.
    KeyIdentifier,
    /// The names look alike, which is no proof.
    Names,
}

/// What is wrong with a certificate. Texts in it are foreign.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the sentences below say what each one is")]
pub enum FaultKind {
    EmptyChain,
    Unreadable,
    /// By so many whole days.
    Expired {
        not_after: i64,
        days_ago: i64,
    },
    NotYetValid {
        not_before: i64,
    },
    /// `more` names are not in the list.
    WrongName {
        expected: String,
        presented: Vec<String>,
        more: usize,
    },
    AddressOnlyInCommonName {
        address: String,
    },
    NameOnlyInCommonName {
        name: String,
    },
    AddressAsDnsName {
        address: String,
    },
    NotForServers {
        usage: ExtendedKeyUsage,
    },
    NotForClients {
        usage: ExtendedKeyUsage,
    },
    /// OpenVPN's `--remote-cert-tls` alone asks for it.
    NoKeyUsage,
    /// OpenVPN's `--remote-cert-tls` alone asks for it.
    NoExtendedKeyUsage,
    WeakKey {
        key: KeyKind,
    },
    KeyNotSupported {
        key: KeyKind,
    },
    WeakSignature {
        signature: SignatureKind,
    },
    SignatureNotSupported {
        signature: SignatureKind,
    },
    OldVersion {
        version: u32,
    },
    UnknownCritical {
        id: String,
    },
    /// In a way that webpki does not read.
    Malformed,
    /// webpki's own words, where nothing else was found.
    Refused {
        reason: String,
    },
    SelfSigned,
    CaAsLeaf,
    NotACa,
    ChainTooLong {
        allowed: usize,
        beneath: usize,
    },
    IntermediateNotSent {
        issuer: String,
        of: String,
        evidence: Evidence,
    },
    SameNameOtherKey {
        issuer: String,
        authority: Authority,
    },
    /// `more` CAs are not in the list.
    OtherCa {
        issuer: String,
        known: Vec<String>,
        more: usize,
    },
}

impl ChainFault {
    /// Whether it says more about this build than about the certificate: others may well take it.
    pub fn is_our_limit(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::KeyNotSupported { .. } | FaultKind::SignatureNotSupported { .. }
        )
    }
}
