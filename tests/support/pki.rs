//! A certificate authority and a server certificate, made anew for each test process.
//!
//! A reset-only probe never sees them, but no OpenVPN server starts without.

use std::sync::LazyLock;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// What a server needs of it, as PEM text.
pub struct Pki {
    pub ca: String,
    pub server_certificate: String,
    pub server_key: String,
}

/// The one of this process.
pub static PKI: LazyLock<Pki> = LazyLock::new(Pki::generate);

impl Pki {
    fn generate() -> Self {
        let mut ca = named("gatewatch test authority");
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let ca_key = KeyPair::generate().expect("an ECDSA key can be made");
        let ca_certificate = ca
            .self_signed(&ca_key)
            .expect("the authority signs itself")
            .pem();
        let issuer = Issuer::new(ca, ca_key);

        let mut server = named("gatewatch test server");
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let server_key = KeyPair::generate().expect("an ECDSA key can be made");
        let server_certificate = server
            .signed_by(&server_key, &issuer)
            .expect("the authority signs the server")
            .pem();

        Self {
            ca: ca_certificate,
            server_certificate,
            server_key: server_key.serialize_pem(),
        }
    }
}

fn named(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params
}
