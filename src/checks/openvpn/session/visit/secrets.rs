//! The random numbers of a visit, drawn by whoever may draw some.

use zeroize::Zeroizing;

use super::super::super::login::{PreMaster, Randoms};

/// Random numbers for one visit.
pub struct Secrets {
    pub(super) pre_master: PreMaster,
    pub(super) randoms: Randoms,
    /// Names our echo requests.
    pub(super) echo: u16,
}

impl Secrets {
    /// Random bytes that are needed.
    pub const LENGTH: usize = 48 + 32 + 32 + 2;

    /// Takes random bytes, which must not be used again.
    pub fn new(bytes: &[u8; Self::LENGTH]) -> Self {
        let (pre_master, rest) = bytes.split_first_chunk().expect("48 of 114");
        let (random1, rest) = rest.split_first_chunk().expect("32 of 66");
        let (random2, rest) = rest.split_first_chunk().expect("32 of 34");
        let echo = rest.first_chunk().expect("2 of 2");
        Self {
            pre_master: Zeroizing::new(*pre_master),
            randoms: Randoms {
                random1: Zeroizing::new(*random1),
                random2: Zeroizing::new(*random2),
            },
            echo: u16::from_be_bytes(*echo),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_random_byte_has_its_place() {
        let bytes: [u8; Secrets::LENGTH] = std::array::from_fn(|at| at.to_le_bytes()[0]);
        let secrets = Secrets::new(&bytes);
        let parts: [&[u8]; 4] = [
            &*secrets.pre_master,
            &*secrets.randoms.random1,
            &*secrets.randoms.random2,
            &secrets.echo.to_be_bytes(),
        ];
        assert_eq!(parts.concat(), bytes);
    }
}
