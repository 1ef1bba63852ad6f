//! A server's or client's certificate as a struct.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose, SanType, SerialNumber,
    date_time_ymd,
};

use super::authority::Signer;
use super::key::KeyKind;

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;
/// Past a whole number of days, so that none is lost while a test runs.
const MARGIN: i64 = 60 * 60;

/// A certificate to be.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub common_name: &'static str,
    pub names: Vec<SanType>,
    pub usages: Vec<ExtendedKeyUsagePurpose>,
    /// Validity in days from now; the end counts whole days that are left.
    pub days: Range<i64>,
    pub key: KeyKind,
    pub signer: Signer,
    /// Whether the issuer's key is named beside the issuer, as most tools do. An issuer that bears
    /// a trusted name is looked for by that first.
    pub names_issuer_key: bool,
}

impl Leaf {
    /// A good server certificate for loopback.
    pub fn server() -> Self {
        Self {
            common_name: "gatewatch test server",
            names: loopback(),
            usages: vec![ExtendedKeyUsagePurpose::ServerAuth],
            days: -1..90,
            key: KeyKind::P256,
            signer: Signer::Trusted,
            names_issuer_key: true,
        }
    }

    /// A good client certificate.
    pub fn client() -> Self {
        Self {
            common_name: "gatewatch test client",
            names: Vec::new(),
            usages: vec![ExtendedKeyUsagePurpose::ClientAuth],
            ..Self::server()
        }
    }

    pub fn params(&self) -> CertificateParams {
        let mut serial = [0; 16];
        getrandom::fill(&mut serial).expect("the kernel gives random bytes");
        // A serial number is positive and has no leading zeros.
        serial[0] = serial[0] & 0x3f | 0x40;

        let mut params = named(self.common_name, &self.days);
        params.serial_number = Some(SerialNumber::from_slice(&serial));
        params.subject_alt_names.clone_from(&self.names);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = self.names_issuer_key;
        params.extended_key_usages.clone_from(&self.usages);
        params
    }
}

/// The names and addresses under which the tests reach a server.
pub fn loopback() -> Vec<SanType> {
    vec![
        dns("localhost"),
        SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        SanType::IpAddress(IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ]
}

pub fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().expect("a name is ASCII"))
}

/// A certificate of that name, valid on `days` from now.
///
/// Each end is an hour beyond so many days: later for days to come, earlier for days gone by.
pub fn named(common_name: &str, days: &Range<i64>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    let epoch = date_time_ymd(1970, 1, 1);
    params.not_before = epoch + since_epoch(days.start);
    params.not_after = epoch + since_epoch(days.end);
    params
}

fn since_epoch(days: i64) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is past 1970");
    let now = i64::try_from(now.as_secs()).expect("the clock is before the end of time");
    let moment = now + days * SECONDS_OF_DAY + MARGIN * days.signum();
    Duration::from_secs(moment.try_into().expect("certificates are of this century"))
}
