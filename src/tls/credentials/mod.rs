//! Certificates, private keys and revocation lists out of PEM files, and in words what is there instead.
//!
//! The labels are looked at before anything is decoded, so that an encrypted key, a PKCS#12 file or
//! two files that were swapped are called by name and come with the command that mends them. Nobody
//! is asked for a passphrase, and nothing is left out or put in order silently.
//!
//! What the files are like in the wild: `docker-api.md` 2.10; labels: RFC 7468 and OpenSSL `pem.h`.

mod block;
mod content;
mod error;
mod identity;
mod key;
#[cfg(test)]
mod tests;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

pub use error::{CredentialError, Instead, Wanted};
pub use identity::{Identity, identity};

use super::revocation::RevocationList;

use block::Block;
use content::Content;

/// Every certificate of a PEM file, in its order. Other blocks, such as the key of a combined file,
/// are passed over.
///
/// # Errors
/// Without a certificate in it, or with one that is damaged. Whether each *is* a certificate is for
/// [`Certificate::parse`](super::certificate::Certificate::parse) to find out.
pub fn certificates(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, CredentialError> {
    let wanted = Wanted::Certificate;
    let blocks = blocks(file, wanted)?;
    let found: Vec<&Block> = blocks
        .iter()
        .filter(|block| block.content() == Content::Certificate)
        .collect();
    if found.is_empty() {
        return Err(instead(&blocks, wanted));
    }
    found
        .into_iter()
        .map(|block| Ok(CertificateDer::from(std::mem::take(&mut *block.decode()?))))
        .collect()
}

/// The first private key of a PEM file: PKCS#1, PKCS#8 or SEC1. Certificates and parameters are
/// passed over.
///
/// # Errors
/// Without a private key in it, or where the first one is encrypted, damaged or OpenSSH's. Whether
/// this build can use the key is for [`Identity::new`] to find out.
pub fn private_key(file: &[u8]) -> Result<Zeroizing<PrivateKeyDer<'static>>, CredentialError> {
    let wanted = Wanted::PrivateKey;
    let blocks = blocks(file, wanted)?;
    for block in &blocks {
        let key = |wrap: fn(Vec<u8>) -> PrivateKeyDer<'static>| {
            let der = std::mem::take(&mut *block.decode()?);
            Ok(Zeroizing::new(wrap(der)))
        };
        match block.content() {
            Content::Pkcs8 => return key(|der| PrivateKeyDer::Pkcs8(der.into())),
            Content::Pkcs1 => return key(|der| PrivateKeyDer::Pkcs1(der.into())),
            Content::Sec1 => return key(|der| PrivateKeyDer::Sec1(der.into())),
            Content::EncryptedKey => return Err(CredentialError::Encrypted),
            Content::DsaKey => return Err(CredentialError::KeyNotSupported { kind: "DSA".into() }),
            Content::Instead(Instead::OpenSshKey) => break,
            Content::Certificate | Content::Instead(_) => {}
        }
    }
    Err(instead(&blocks, wanted))
}

/// Every revocation list of a PEM file, in its order. Other blocks are passed over.
///
/// # Errors
/// Without a revocation list in it, or with one that is damaged.
pub fn revocation_lists(file: &[u8]) -> Result<Vec<RevocationList>, CredentialError> {
    let wanted = Wanted::RevocationList;
    let blocks = blocks(file, wanted)?;
    let found: Vec<&Block> = blocks
        .iter()
        .filter(|block| block.content() == Content::Instead(Instead::RevocationList))
        .collect();
    if found.is_empty() {
        return Err(instead(&blocks, wanted));
    }
    found
        .into_iter()
        .map(|block| {
            let list = RevocationList::parse(&block.decode()?);
            list.map_err(|_| CredentialError::RevocationListUnreadable)
        })
        .collect()
}

/// The blocks of a file that is text, has some, and is no profile.
fn blocks(file: &[u8], wanted: Wanted) -> Result<Vec<Block<'_>>, CredentialError> {
    content::check_outside(file, wanted)?;
    let blocks = block::blocks(file);
    if blocks.is_empty() {
        return Err(CredentialError::NoBlock { wanted });
    }
    Ok(blocks)
}

/// What to say of a file with blocks of which none is wanted.
fn instead(blocks: &[Block], wanted: Wanted) -> CredentialError {
    let contents: Vec<Content> = blocks.iter().map(Block::content).collect();
    let other = contents.iter().find_map(|content| match content {
        Content::Instead(instead) if *instead != Instead::Parameters => Some(instead.clone()),
        _ => None,
    });
    let swapped = contents.iter().any(|content| match wanted {
        Wanted::Certificate => content.is_key(),
        Wanted::PrivateKey => *content == Content::Certificate,
        Wanted::RevocationList => false,
    });
    let plain = contents.iter().find_map(|content| match content {
        Content::Certificate => Some(Instead::Certificate),
        content => content.is_key().then_some(Instead::PrivateKey),
    });
    match other {
        // A key of OpenSSH is no use anywhere, whatever else is in the file.
        Some(found @ Instead::OpenSshKey) => CredentialError::Instead { wanted, found },
        _ if swapped => CredentialError::Swapped { wanted },
        found => CredentialError::Instead {
            wanted,
            found: found.or(plain).unwrap_or(Instead::Parameters),
        },
    }
}
