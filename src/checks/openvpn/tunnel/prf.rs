//! The pseudo-random function of TLS 1.0, which OpenVPN stretches its own secrets with.
//!
//! It stands beside the TLS session and has nothing to do with the version spoken there.
//!
//! Rules: RFC 2246 section 5.

use zeroize::Zeroizing;

use super::super::key::Digest;

/// Fills `output` with what `secret`, `label` and the parts of the seed give.
pub(super) fn prf(secret: &[u8], label: &[u8], seed: &[&[u8]], output: &mut [u8]) {
    let seed = Zeroizing::new([label, &seed.concat()].concat());
    // The halves share the byte in the middle where the length is odd.
    let half = secret.len().div_ceil(2);
    output.fill(0);
    mix(Digest::Md5, &secret[..half], &seed, output);
    mix(Digest::Sha1, &secret[secret.len() - half..], &seed, output);
}

/// `P_hash`, exclusive-or what is in `output` already.
fn mix(digest: Digest, secret: &[u8], seed: &[u8], output: &mut [u8]) {
    let mut link = Zeroizing::new(digest.sign(secret, &[seed]));
    for chunk in output.chunks_mut(digest.size()) {
        let block = Zeroizing::new(digest.sign(secret, &[&link, seed]));
        for (byte, mask) in chunk.iter_mut().zip(block.iter()) {
            *byte ^= mask;
        }
        link = Zeroizing::new(digest.sign(secret, &[&link]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::key::parse_hex;
    use super::*;

    #[test]
    fn gives_the_vector_of_the_tls_working_group() {
        let mut output = [0; 104];
        prf(&[0xab; 48], b"PRF Testvector", &[&[0xcd; 64]], &mut output);
        let expected = parse_hex(
            "d3d4d1e349b5d515044666d51de32bab258cb521b6b053463e354832fd976754443bcf9a296519bc
             289abcbc1187e4ebd31e602353776c408aafb74cbc85eff69255f9788faa184cbb957a9819d84a5d
             7eb006eb459d3ae8de9810454b8b2d8f1afbc655a8c9a013",
        );
        assert_eq!(output, **expected.expect("hexadecimal"));
    }

    /// The vector is OpenSSL's: `openssl kdf ... -kdfopt digest:MD5-SHA1 TLS1-PRF`.
    #[test]
    fn halves_of_an_odd_secret_share_a_byte() {
        let mut output = [0; 41];
        prf(
            &[1, 2, 3, 4, 5],
            b"label",
            &[&[0xf0], &[0xf1, 0xf2]],
            &mut output,
        );
        let expected = parse_hex(
            "b897d47a580d988db3e57c3fb47bb8fefa007fec346c4f67cb0ba401ce546240f18a4863a7eadf9819",
        );
        assert_eq!(output, **expected.expect("hexadecimal"));
    }

    #[test]
    fn takes_an_empty_secret_and_fills_an_empty_output() {
        prf(&[], b"", &[], &mut []);
        prf(&[], b"", &[], &mut [0; 1]);
    }
}
