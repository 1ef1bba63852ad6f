//! MD5-SHA1: the MD5 and the SHA-1 of the same bytes, one behind the other, 36 bytes in all.
//!
//! OpenSSL offers it as a digest of its own, so `auth MD5-SHA1` is a valid server configuration.

use hmac::digest::common::{BlockSizeUser, OutputSizeUser};
use hmac::digest::typenum::{U36, U64};
use hmac::digest::{Digest, FixedOutput, HashMarker, Output, Update};
use md5::Md5;
use sha1::Sha1;

#[derive(Clone, Default)]
pub(super) struct Md5Sha1 {
    md5: Md5,
    sha1: Sha1,
}

impl HashMarker for Md5Sha1 {}

impl BlockSizeUser for Md5Sha1 {
    type BlockSize = U64;
}

impl OutputSizeUser for Md5Sha1 {
    type OutputSize = U36;
}

impl Update for Md5Sha1 {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.md5, data);
        Digest::update(&mut self.sha1, data);
    }
}

impl FixedOutput for Md5Sha1 {
    fn finalize_into(self, out: &mut Output<Self>) {
        let (md5, sha1) = out.split_at_mut(16);
        md5.copy_from_slice(&self.md5.finalize());
        sha1.copy_from_slice(&self.sha1.finalize());
    }
}
