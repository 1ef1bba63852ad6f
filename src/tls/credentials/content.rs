//! What a file or a block holds, told by its first bytes and its label.
//!
//! Labels: RFC 7468, section 4 to 13; OpenSSL `pem.h`; OpenVPN `crypto.c` and `tls_crypt.h`.

use super::super::der::{INTEGER, SEQUENCE, Value};
use super::error::{CredentialError, Instead, Wanted};

/// What a PEM block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Certificate,
    /// An RSA key, `RSA PRIVATE KEY`.
    Pkcs1,
    /// A key of any kind, `PRIVATE KEY`.
    Pkcs8,
    /// A key on an elliptic curve, `EC PRIVATE KEY`.
    Sec1,
    DsaKey,
    /// A key behind a passphrase, PKCS#8 or the legacy way.
    EncryptedKey,
    /// Something of use for neither.
    Instead(Instead),
}

impl Content {
    /// Whether it is a private key, of use or not.
    pub(super) fn is_key(&self) -> bool {
        !matches!(self, Self::Certificate | Self::Instead(_))
    }
}

/// What a label says. `encrypted` is the legacy header `Proc-Type: 4,ENCRYPTED`.
pub(super) fn of_label(label: &str, encrypted: bool) -> Content {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" => Content::Certificate,
        "ENCRYPTED PRIVATE KEY" => Content::EncryptedKey,
        "OPENSSH PRIVATE KEY" => Content::Instead(Instead::OpenSshKey),
        _ if encrypted => Content::EncryptedKey,
        "PRIVATE KEY" => Content::Pkcs8,
        "RSA PRIVATE KEY" => Content::Pkcs1,
        "EC PRIVATE KEY" => Content::Sec1,
        "DSA PRIVATE KEY" => Content::DsaKey,
        "TRUSTED CERTIFICATE" => Content::Instead(Instead::TrustedCertificate),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Content::Instead(Instead::PublicKey),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Content::Instead(Instead::Request),
        "PKCS7" | "CMS" => Content::Instead(Instead::Pkcs7),
        "X509 CRL" => Content::Instead(Instead::RevocationList),
        "DH PARAMETERS" | "X9.42 DH PARAMETERS" | "EC PARAMETERS" | "DSA PARAMETERS" => {
            Content::Instead(Instead::Parameters)
        }
        label => Content::Instead(Instead::Other(label.to_owned())),
    }
}

/// Refuses what is no PEM text at all.
pub(super) fn check_outside(file: &[u8], wanted: Wanted) -> Result<(), CredentialError> {
    if file.trim_ascii().is_empty() {
        return Err(CredentialError::Empty);
    }
    if file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff") {
        return Err(CredentialError::Utf16);
    }
    if file.starts_with(b"\xfe\xed\xfe\xed") {
        return Err(CredentialError::JavaKeyStore);
    }
    if file[0] == SEQUENCE && file.iter().any(|&byte| is_binary(byte)) {
        return Err(of_der(file, wanted));
    }
    if file
        .split(|&byte| byte == b'\n')
        .any(|line| INLINE.contains(&line.trim_ascii()))
    {
        return Err(CredentialError::Profile { wanted });
    }
    Ok(())
}

/// Tags around the files that an OpenVPN profile carries within.
const INLINE: [&[u8]; 9] = [
    b"<ca>",
    b"<cert>",
    b"<key>",
    b"<extra-certs>",
    b"<crl-verify>",
    b"<tls-auth>",
    b"<tls-crypt>",
    b"<tls-crypt-v2>",
    b"<connection>",
];

fn is_binary(byte: u8) -> bool {
    !byte.is_ascii_graphic() && !byte.is_ascii_whitespace()
}

fn of_der(file: &[u8], wanted: Wanted) -> CredentialError {
    // PKCS#12 may be of indefinite length, which is no DER: look for its version alone.
    let after_header = match file.get(1) {
        Some(&length @ 0x80..=0x84) => 2 + usize::from(length & 0x7f),
        _ => 2,
    };
    let inner = file.get(after_header..).unwrap_or_default();
    let integer = Value::of(INTEGER, inner);
    match (integer.map(|value| value.content), wanted) {
        (Some([3]), _) => CredentialError::Pkcs12,
        (Some([0 | 1]), Wanted::Certificate) => CredentialError::Swapped { wanted },
        (Some([0 | 1]), Wanted::RevocationList) => CredentialError::Instead {
            wanted,
            found: Instead::PrivateKey,
        },
        // Where a certificate has the tag of its version, a list has the version itself.
        (None, Wanted::RevocationList) if begins_with_tagged_version(inner) => {
            CredentialError::Instead {
                wanted,
                found: Instead::Certificate,
            }
        }
        // A certificate begins with a sequence that begins with its version or its serial number;
        // an encrypted key with one that begins with the name of the cipher.
        (None, Wanted::PrivateKey) if begins_as_certificate(inner) => {
            CredentialError::Swapped { wanted }
        }
        _ => CredentialError::Der { wanted },
    }
}

fn begins_as_certificate(inner: &[u8]) -> bool {
    Value::of(SEQUENCE, inner).is_some_and(|body| matches!(body.content, [0xa0 | INTEGER, ..]))
}

fn begins_with_tagged_version(inner: &[u8]) -> bool {
    Value::of(SEQUENCE, inner).is_some_and(|body| matches!(body.content, [0xa0, ..]))
}
