//! What is wrong with a credential file, in words for the administrator who gave it.
//!
//! Each sentence follows the name of the option and the file, which the caller knows.

use std::fmt;

/// What an option needs its file to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One certificate or more.
    Certificate,
    /// A private key.
    PrivateKey,
    /// One certificate revocation list or more.
    RevocationList,
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "certificate",
            Self::PrivateKey => "private key",
            Self::RevocationList => "revocation list",
        })
    }
}

/// A PEM block of another kind than the one that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A certificate, where a revocation list is needed.
    Certificate,
    /// A private key, where a revocation list is needed.
    PrivateKey,
    /// A public key alone.
    PublicKey,
    /// A certificate signing request.
    Request,
    /// A private key in OpenSSH's own format.
    OpenSshKey,
    /// A PKCS#7 bundle of certificates.
    Pkcs7,
    /// A certificate revocation list.
    RevocationList,
    /// A certificate with OpenSSL's trust settings around it.
    TrustedCertificate,
    /// Parameters of Diffie-Hellman, DSA or a curve.
    Parameters,
    /// A block with this label.
    Other(String),
}

/// What is wrong with a credential file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialError {
    /// There is nothing but white space.
    Empty,
    /// It is binary, in DER.
    Der {
        /// What the option needs.
        wanted: Wanted,
    },
    /// It is a PKCS#12 store (`.p12`, `.pfx`).
    Pkcs12,
    /// It is a Java key store.
    JavaKeyStore,
    /// It is text of two bytes a character, as PowerShell's `>` writes it.
    Utf16,
    /// It is a whole OpenVPN profile with the files inline.
    Profile {
        /// What the option needs.
        wanted: Wanted,
    },
    /// There is no `-----BEGIN ...-----` at all.
    NoBlock {
        /// What the option needs.
        wanted: Wanted,
    },
    /// There is a key where a certificate is needed, or the other way round.
    Swapped {
        /// What the option needs.
        wanted: Wanted,
    },
    /// There is something else.
    Instead {
        /// What the option needs.
        wanted: Wanted,
        /// What there is.
        found: Instead,
    },
    /// The private key is behind a passphrase.
    Encrypted,
    /// A block begins and never ends.
    NoEnd {
        /// Label of the block.
        label: String,
    },
    /// A block holds characters that base64 does not have, or not all it needs.
    NotBase64 {
        /// Label of the block.
        label: String,
    },
    /// A block is shorter or longer than it says of itself.
    CutOff {
        /// Label of the block.
        label: String,
    },
    /// The first certificate of the file cannot be read.
    CertificateUnreadable,
    /// A revocation list cannot be read, though its block is whole.
    RevocationListUnreadable,
    /// The private key cannot be read, though its block is whole.
    KeyUnreadable,
    /// The private key is of a kind that this build has no code for.
    KeyNotSupported {
        /// Such as `P-521`.
        kind: String,
    },
    /// The private key is not the one of the certificate.
    OtherKey {
        /// Whom the certificate is for.
        label: String,
    },
    /// The private key is the one of another certificate in the file than the first.
    LeafNotFirst {
        /// Which one, from 1.
        position: usize,
    },
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::Der {
                wanted: Wanted::Certificate,
            } => f.write_str(
                "it is DER and no PEM; convert it: openssl x509 -inform DER -in FILE -out cert.pem",
            ),
            Self::Der {
                wanted: Wanted::PrivateKey,
            } => f.write_str(
                "it is DER and no PEM; convert it: openssl pkey -inform DER -in FILE -out key.pem",
            ),
            Self::Der {
                wanted: Wanted::RevocationList,
            } => f.write_str(
                "it is DER and no PEM; convert it: openssl crl -inform DER -in FILE -out crl.pem",
            ),
            Self::Pkcs12 => f.write_str(
                "it is a PKCS#12 store; take it apart: openssl pkcs12 -in FILE -nodes -out identity.pem, which then serves as certificate and key",
            ),
            Self::JavaKeyStore => f.write_str(
                "it is a Java key store; convert it with keytool -importkeystore -deststoretype PKCS12 and then openssl pkcs12 -nodes",
            ),
            Self::Utf16 => f.write_str(
                "it is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 FILE -o identity.pem",
            ),
            Self::Profile { wanted } => write!(
                f,
                "it is an OpenVPN profile; copy its {wanted}, which stands in its {}, to a file of its own",
                match wanted {
                    Wanted::Certificate => "cert block (the CA in its ca block)",
                    Wanted::PrivateKey => "key block",
                    Wanted::RevocationList => "crl-verify block",
                }
            ),
            Self::NoBlock { wanted } => {
                write!(f, "there is no PEM block in it, so no {wanted}")
            }
            Self::Swapped { wanted: Wanted::Certificate } => f.write_str(
                "it holds a private key where a certificate is needed: are certificate and key swapped?",
            ),
            Self::Swapped { wanted: Wanted::PrivateKey | Wanted::RevocationList } => f.write_str(
                "it holds a certificate where a private key is needed: are certificate and key swapped?",
            ),
            Self::Instead { wanted, found } => {
                write!(f, "it holds {found} where a {wanted} is needed")?;
                f.write_str(remedy(found, *wanted))
            }
            Self::Encrypted => f.write_str(
                "the private key is encrypted, and a plugin cannot ask for a passphrase; write it without one for the monitoring user alone: openssl pkey -in FILE -out key.pem",
            ),
            Self::NoEnd { label } => {
                write!(f, "its \"{label}\" block begins and never ends: the file is cut off")
            }
            Self::NotBase64 { label } => {
                write!(f, "its \"{label}\" block is not base64: the file is damaged")
            }
            Self::CutOff { label } => {
                write!(f, "its \"{label}\" block is cut off or not what its label says")
            }
            Self::CertificateUnreadable => f.write_str("its first certificate cannot be read"),
            Self::RevocationListUnreadable => f.write_str("a revocation list in it cannot be read"),
            Self::KeyUnreadable => f.write_str("the private key in it cannot be read"),
            Self::KeyNotSupported { kind } => write!(
                f,
                "this build cannot use {kind} keys, but RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519"
            ),
            Self::OtherKey { label } => {
                write!(f, "the private key does not belong to the certificate ({label})")
            }
            Self::LeafNotFirst { position } => write!(
                f,
                "the private key belongs to certificate {position} of the file, which must be the first"
            ),
        }
    }
}

impl std::error::Error for CredentialError {}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("a certificate"),
            Self::PrivateKey => f.write_str("a private key"),
            Self::PublicKey => f.write_str("a public key"),
            Self::Request => f.write_str("a certificate signing request"),
            Self::OpenSshKey => f.write_str("an OpenSSH key"),
            Self::Pkcs7 => f.write_str("a PKCS#7 bundle"),
            Self::RevocationList => f.write_str("a revocation list"),
            Self::TrustedCertificate => f.write_str("OpenSSL's \"TRUSTED CERTIFICATE\""),
            Self::Parameters => f.write_str("nothing but parameters"),
            Self::Other(label) => write!(f, "\"{label}\""),
        }
    }
}

fn remedy(found: &Instead, wanted: Wanted) -> &'static str {
    match (found, wanted) {
        (Instead::Request, Wanted::Certificate) => {
            "; the CA has to sign it and gives the certificate back"
        }
        (Instead::OpenSshKey, Wanted::PrivateKey) => {
            "; convert a copy: ssh-keygen -p -m PEM -N '' -f COPY"
        }
        (Instead::Pkcs7, Wanted::Certificate) => {
            "; convert it: openssl pkcs7 -print_certs -in FILE -out cert.pem"
        }
        (Instead::TrustedCertificate, Wanted::Certificate) => {
            "; convert it: openssl x509 -in FILE -out cert.pem"
        }
        _ => "",
    }
}
