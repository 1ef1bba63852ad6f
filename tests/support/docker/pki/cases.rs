//! The named cases: one that is right, and what can be wrong with a certificate.

use rcgen::ExtendedKeyUsagePurpose;

use super::authority::Signer;
use super::key::KeyKind;
use super::leaf::{Leaf, dns};

/// A server's certificate. All but the named fault is good, for `127.0.0.1`, `::1` and `localhost`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    Good,
    /// Ended yesterday.
    Expired,
    /// Begins tomorrow.
    NotYetValid,
    /// For `elsewhere.example`.
    WrongName,
    OtherCa,
    SelfSigned,
    /// May be used by clients only.
    ClientUsage,
    /// No alternative name; the address stands in the common name.
    AddressInCommonName,
    /// The address is a DNS name.
    AddressAsDnsName,
    /// Five days left.
    ShortLived,
    IntermediateSent,
    IntermediateNotSent,
    /// Good itself, below a root that has expired.
    ExpiredCa,
    /// Good itself, below a root with five days left.
    ShortLivedCa,
    Rsa,
    P384,
    Ed25519,
}

/// A client's certificate. All but the named fault is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    Good,
    /// Ended yesterday.
    Expired,
    /// Begins tomorrow.
    NotYetValid,
    OtherCa,
    /// Its issuer has the name of the trusted authority and another key.
    SameNameCa,
    SelfSigned,
    /// May be used by servers only.
    ServerUsage,
    /// Names no extended usage, which allows every one.
    NoUsage,
    /// Five days left.
    ShortLived,
    IntermediateSent,
    IntermediateNotSent,
    Rsa,
    P384,
    Ed25519,
}

impl Server {
    pub fn leaf(self) -> Leaf {
        let good = Leaf::server();
        match self {
            Self::Good => good,
            Self::Expired => Leaf {
                days: -30..-1,
                ..good
            },
            Self::NotYetValid => Leaf {
                days: 1..90,
                ..good
            },
            Self::WrongName => Leaf {
                names: vec![dns("elsewhere.example")],
                ..good
            },
            Self::OtherCa => signed_by(Signer::Other, good),
            Self::SelfSigned => signed_by(Signer::Itself, good),
            Self::ClientUsage => Leaf {
                usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
                ..good
            },
            Self::AddressInCommonName => Leaf {
                common_name: "127.0.0.1",
                names: Vec::new(),
                ..good
            },
            Self::AddressAsDnsName => Leaf {
                names: vec![dns("127.0.0.1")],
                ..good
            },
            Self::ShortLived => Leaf {
                days: -1..5,
                ..good
            },
            Self::IntermediateSent => signed_by(Signer::IntermediateSent, good),
            Self::IntermediateNotSent => signed_by(Signer::IntermediateNotSent, good),
            Self::ExpiredCa => signed_by(Signer::Expired, good),
            Self::ShortLivedCa => signed_by(Signer::ShortLived, good),
            Self::Rsa => with_key(KeyKind::Rsa2048, good),
            Self::P384 => with_key(KeyKind::P384, good),
            Self::Ed25519 => with_key(KeyKind::Ed25519, good),
        }
    }
}

impl Client {
    pub fn leaf(self) -> Leaf {
        let good = Leaf::client();
        match self {
            Self::Good => good,
            Self::Expired => Leaf {
                days: -30..-1,
                ..good
            },
            Self::NotYetValid => Leaf {
                days: 1..90,
                ..good
            },
            Self::OtherCa => signed_by(Signer::Other, good),
            Self::SameNameCa => signed_by(Signer::SameName, good),
            Self::SelfSigned => signed_by(Signer::Itself, good),
            Self::ServerUsage => Leaf {
                usages: vec![ExtendedKeyUsagePurpose::ServerAuth],
                ..good
            },
            Self::NoUsage => Leaf {
                usages: Vec::new(),
                ..good
            },
            Self::ShortLived => Leaf {
                days: -1..5,
                ..good
            },
            Self::IntermediateSent => signed_by(Signer::IntermediateSent, good),
            Self::IntermediateNotSent => signed_by(Signer::IntermediateNotSent, good),
            Self::Rsa => with_key(KeyKind::Rsa2048, good),
            Self::P384 => with_key(KeyKind::P384, good),
            Self::Ed25519 => with_key(KeyKind::Ed25519, good),
        }
    }
}

fn signed_by(signer: Signer, leaf: Leaf) -> Leaf {
    Leaf { signer, ..leaf }
}

fn with_key(key: KeyKind, leaf: Leaf) -> Leaf {
    Leaf { key, ..leaf }
}
