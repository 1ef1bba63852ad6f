//! The digests that a tls-auth signature can be made with, by the names OpenVPN accepts.
//!
//! Names and sizes: `openvpn --show-digests` of 2.6 with OpenSSL 3.

use std::fmt;
use std::str::FromStr;

use blake2::{Blake2b512, Blake2s256};
use hmac::digest::Digest as Hash;
use hmac::digest::common::BlockSizeUser;
use hmac::{KeyInit, Mac, SimpleHmac};

use super::md5_sha1::Md5Sha1;

/// A digest for HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    /// 16 bytes.
    Md5,
    /// 36 bytes, MD5 and SHA-1 side by side.
    Md5Sha1,
    /// 20 bytes, OpenVPN's default.
    Sha1,
    /// 28 bytes.
    Sha224,
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
    /// 28 bytes, SHA-512/224.
    Sha512To224,
    /// 32 bytes, SHA-512/256.
    Sha512To256,
    /// 28 bytes.
    Sha3To224,
    /// 32 bytes.
    Sha3To256,
    /// 48 bytes.
    Sha3To384,
    /// 64 bytes.
    Sha3To512,
    /// 20 bytes.
    Ripemd160,
    /// 32 bytes.
    Blake2s256,
    /// 64 bytes.
    Blake2b512,
    /// 32 bytes.
    Sm3,
}

/// OpenVPN's own spelling of each digest, and further spellings folded to lower case letters and
/// digits. `RSA-` before a name is dropped by the parser.
const NAMES: [(Digest, &str, &[&str]); 17] = [
    (Digest::Md5, "MD5", &["ssl3md5"]),
    (Digest::Md5Sha1, "MD5-SHA1", &[]),
    (Digest::Sha1, "SHA1", &["ssl3sha1"]),
    (Digest::Sha224, "SHA224", &["sha2224"]),
    (Digest::Sha256, "SHA256", &["sha2256"]),
    (Digest::Sha384, "SHA384", &["sha2384"]),
    (Digest::Sha512, "SHA512", &["sha2512"]),
    (Digest::Sha512To224, "SHA512-224", &["sha2512224"]),
    (Digest::Sha512To256, "SHA512-256", &["sha2512256"]),
    (Digest::Sha3To224, "SHA3-224", &[]),
    (Digest::Sha3To256, "SHA3-256", &[]),
    (Digest::Sha3To384, "SHA3-384", &[]),
    (Digest::Sha3To512, "SHA3-512", &[]),
    (Digest::Ripemd160, "RIPEMD160", &["ripemd", "rmd160"]),
    (Digest::Blake2s256, "BLAKE2s256", &["blake2s"]),
    (Digest::Blake2b512, "BLAKE2b512", &["blake2b"]),
    (Digest::Sm3, "SM3", &[]),
];

/// Runs an expression with `$hash` standing for the digest's implementation.
macro_rules! with_hash {
    ($digest:expr, $hash:ident => $run:expr) => {
        match $digest {
            Digest::Md5 => {
                type $hash = md5::Md5;
                $run
            }
            Digest::Md5Sha1 => {
                type $hash = Md5Sha1;
                $run
            }
            Digest::Sha1 => {
                type $hash = sha1::Sha1;
                $run
            }
            Digest::Sha224 => {
                type $hash = sha2::Sha224;
                $run
            }
            Digest::Sha256 => {
                type $hash = sha2::Sha256;
                $run
            }
            Digest::Sha384 => {
                type $hash = sha2::Sha384;
                $run
            }
            Digest::Sha512 => {
                type $hash = sha2::Sha512;
                $run
            }
            Digest::Sha512To224 => {
                type $hash = sha2::Sha512_224;
                $run
            }
            Digest::Sha512To256 => {
                type $hash = sha2::Sha512_256;
                $run
            }
            Digest::Sha3To224 => {
                type $hash = sha3::Sha3_224;
                $run
            }
            Digest::Sha3To256 => {
                type $hash = sha3::Sha3_256;
                $run
            }
            Digest::Sha3To384 => {
                type $hash = sha3::Sha3_384;
                $run
            }
            Digest::Sha3To512 => {
                type $hash = sha3::Sha3_512;
                $run
            }
            Digest::Ripemd160 => {
                type $hash = ripemd::Ripemd160;
                $run
            }
            Digest::Blake2s256 => {
                type $hash = Blake2s256;
                $run
            }
            Digest::Blake2b512 => {
                type $hash = Blake2b512;
                $run
            }
            Digest::Sm3 => {
                type $hash = sm3::Sm3;
                $run
            }
        }
    };
}

impl Digest {
    /// Every digest.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(digest, _, _)| *digest)
    }

    /// OpenVPN's own spelling.
    pub fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// Bytes that the digest puts out.
    pub fn size(self) -> usize {
        with_hash!(self, H => <H as Hash>::output_size())
    }

    /// The HMAC of the parts, one behind the other.
    pub fn sign(self, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        with_hash!(self, H => mac::<H>(key, parts).finalize().into_bytes().to_vec())
    }

    /// Whether `tag` is the HMAC of the parts, compared in constant time.
    pub fn verifies(self, key: &[u8], parts: &[&[u8]], tag: &[u8]) -> bool {
        with_hash!(self, H => mac::<H>(key, parts).verify_slice(tag).is_ok())
    }
}

fn mac<H: Hash + BlockSizeUser>(key: &[u8], parts: &[&[u8]]) -> SimpleHmac<H> {
    let mut mac = SimpleHmac::<H>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac
}

/// A name that is no digest's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDigest(String);

impl fmt::Display for UnknownDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.eq_ignore_ascii_case("none") {
            return f.write_str("tls-auth cannot sign without a digest");
        }
        f.write_str("not a digest; known are")?;
        NAMES
            .iter()
            .enumerate()
            .try_for_each(|(index, (_, name, _))| {
                write!(f, "{} {name}", if index == 0 { "" } else { "," })
            })
    }
}

impl std::error::Error for UnknownDigest {}

impl FromStr for Digest {
    type Err = UnknownDigest;

    /// Takes OpenVPN's names, OpenSSL's aliases and those of Python's `hashlib`, in either case and
    /// with `-`, `_`, `/` or nothing between the parts.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let folded = fold(name);
        let folded = folded.strip_prefix("rsa").unwrap_or(&folded);
        NAMES
            .iter()
            .find(|(_, own, others)| fold(own) == folded || others.contains(&folded))
            .map(|(digest, _, _)| *digest)
            .ok_or_else(|| UnknownDigest(name.to_owned()))
    }
}

fn fold(name: &str) -> String {
    let kept = name
        .chars()
        .filter(|character| !matches!(character, '-' | '_' | '/'));
    kept.map(|character| character.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names_is_in_the_order_of_the_digests() {
        for (index, digest) in Digest::all().enumerate() {
            assert_eq!(digest as usize, index);
            assert_eq!(digest.name().parse(), Ok(digest));
        }
    }

    #[test]
    fn takes_every_spelling() {
        for (name, digest) in [
            ("sha1", Digest::Sha1),
            ("SHA-1", Digest::Sha1),
            ("RSA-SHA1", Digest::Sha1),
            ("SHA2-256", Digest::Sha256),
            ("rsa-sha512/256", Digest::Sha512To256),
            ("sha512_224", Digest::Sha512To224),
            ("sha3_256", Digest::Sha3To256),
            ("RSA-SHA3-384", Digest::Sha3To384),
            ("rmd160", Digest::Ripemd160),
            ("ripemd-160", Digest::Ripemd160),
            ("BLAKE2b", Digest::Blake2b512),
            ("blake2s", Digest::Blake2s256),
            ("md5-sha1", Digest::Md5Sha1),
        ] {
            assert_eq!(name.parse(), Ok(digest), "{name}");
        }
    }

    #[test]
    fn refuses_what_is_no_digest() {
        for name in ["", "none", "sha", "sha25", "whirlpool", "rsa"] {
            assert!(name.parse::<Digest>().is_err(), "{name}");
        }
        assert_eq!(
            "none".parse::<Digest>().unwrap_err().to_string(),
            "tls-auth cannot sign without a digest"
        );
    }

    #[test]
    fn sizes_are_those_that_openvpn_shows() {
        let sizes: Vec<usize> = Digest::all().map(Digest::size).collect();
        assert_eq!(
            sizes,
            [
                16, 36, 20, 28, 32, 48, 64, 28, 32, 28, 32, 48, 64, 20, 32, 64, 32
            ]
        );
    }

    #[test]
    fn a_signature_verifies_under_its_own_key_alone() {
        for digest in Digest::all() {
            let tag = digest.sign(b"key", &[b"one", b"two"]);
            assert_eq!(tag.len(), digest.size());
            assert!(digest.verifies(b"key", &[b"onetwo"], &tag));
            assert!(!digest.verifies(b"kez", &[b"onetwo"], &tag));
            assert!(!digest.verifies(b"key", &[b"onetwo"], &tag[1..]));
        }
    }
}
