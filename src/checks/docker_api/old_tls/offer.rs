//! What a hello offers: one version, and the suites that a client of that time would have offered
//! or the one family of weak suites that is in question.

use std::fmt;

/// One thing that a server should refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offer {
    /// SSL 3.0 with the suites of its time.
    Ssl30,
    /// TLS 1.0 with the suites of its time.
    Tls10,
    /// TLS 1.1 with the suites of its time.
    Tls11,
    /// TLS 1.2 with nothing but suites that do not encrypt.
    NullSuites,
    /// TLS 1.2 with nothing but suites of 40 and 56 bits.
    ExportSuites,
    /// TLS 1.2 with nothing but 3DES.
    TripleDes,
    /// TLS 1.2 with the suites of its time, for whoever wants TLS 1.3 alone.
    Tls12,
}

impl Offer {
    /// Every offer, the worst first.
    pub const ALL: [Self; 7] = [
        Self::NullSuites,
        Self::ExportSuites,
        Self::Ssl30,
        Self::Tls10,
        Self::Tls11,
        Self::TripleDes,
        Self::Tls12,
    ];

    /// The version that is offered as the highest, as on the wire.
    pub fn version(self) -> u16 {
        match self {
            Self::Ssl30 => 0x0300,
            Self::Tls10 => 0x0301,
            Self::Tls11 => 0x0302,
            Self::NullSuites | Self::ExportSuites | Self::TripleDes | Self::Tls12 => 0x0303,
        }
    }

    /// The suites that are offered, the client's favourite first.
    pub fn suites(self) -> &'static [u16] {
        match self {
            Self::Ssl30 => &SSL30_SUITES,
            Self::Tls10 | Self::Tls11 => &TLS10_SUITES,
            Self::NullSuites => &[0xc010, 0xc006, 0x003b, 0x0002, 0x0001],
            Self::ExportSuites => &[
                0x0014, 0x0011, 0x0008, 0x0006, 0x0003, 0x0015, 0x0012, 0x0009,
            ],
            Self::TripleDes => &[0xc012, 0xc008, 0x0016, 0x0013, 0x000a],
            Self::Tls12 => &TLS12_SUITES,
        }
    }

    /// Whether this version sends extensions; SSL 3.0 has none.
    pub(super) fn has_extensions(self) -> bool {
        self != Self::Ssl30
    }

    /// Whether this version names signature algorithms (TLS 1.2 does).
    pub(super) fn has_signature_algorithms(self) -> bool {
        self.version() >= 0x0303
    }
}

/// ECDHE, DHE and RSA with AES, 3DES and RC4.
const TLS10_SUITES: [u16; 15] = [
    0xc00a, 0xc014, 0x0039, 0xc009, 0xc013, 0x0033, 0x0035, 0x002f, 0xc008, 0xc012, 0x0016, 0x000a,
    0xc007, 0xc011, 0x0005,
];

/// ECDHE, DHE and RSA with AES and `CHACHA20`.
const TLS12_SUITES: [u16; 22] = [
    0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f, 0xc024, 0xc028, 0xc023, 0xc027, 0xc00a, 0xc014,
    0xc009, 0xc013, 0x009f, 0x009e, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
];

/// What SSL 3.0 has of these, and RC4 with MD5.
const SSL30_SUITES: [u16; 8] = [
    0x0039, 0x0033, 0x0035, 0x002f, 0x0016, 0x000a, 0x0005, 0x0004,
];

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ssl30 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::NullSuites => "suites without encryption",
            Self::ExportSuites => "suites of 40 and 56 bits",
            Self::TripleDes => "3DES suites",
            Self::Tls12 => "TLS 1.2",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::suite_name;
    use super::*;

    #[test]
    fn every_suite_that_is_offered_has_a_name_and_its_family() {
        for offer in Offer::ALL {
            for suite in offer.suites() {
                let name = suite_name(*suite).unwrap_or_else(|| panic!("{suite:04x} of {offer}"));
                let belongs = match offer {
                    Offer::Ssl30 | Offer::Tls10 | Offer::Tls11 => {
                        !name.contains("NULL") && !name.contains("GCM") && !name.ends_with("256")
                    }
                    Offer::NullSuites => name.contains("_WITH_NULL_"),
                    Offer::ExportSuites => name.contains("EXPORT") || name.contains("_DES_CBC_"),
                    Offer::TripleDes => name.contains("_3DES_"),
                    Offer::Tls12 => name.contains("_AES_") || name.contains("_CHACHA20_"),
                };
                assert!(belongs, "{name} of {offer}");
            }
        }
    }
}
