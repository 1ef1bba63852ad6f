//! Certificates for OpenVPN servers and their clients: good ones, and wrong ones with one fault
//! each. Made anew for each test process.
//!
//! | module | holds |
//! |---|---|
//! | [`leaf`] | a server's or client's certificate as a struct, and who signs it |
//! | [`key`] | the kinds of keys |
//! | [`identity`] | what was issued, as PEM texts |

pub mod identity;
pub mod key;
pub mod leaf;

use std::fs;
use std::ops::Range;
use std::sync::LazyLock;

use rcgen::CertificateParams;

pub use identity::Identity;
pub use key::{Key, KeyKind};
pub use leaf::{Leaf, Signer};

use crate::support::docker::openssl;
use crate::support::docker::pki::authority::Authority;

const TRUSTED: &str = "gatewatch test authority";

/// All authorities of one test process, and the certificates that most tests can share.
pub struct Pki {
    trusted: Authority,
    intermediates: [Authority; 3],
    other: Authority,
    same_name: Authority,
    expired: Authority,
    short_lived: Authority,
}

/// The one of this process.
pub static PKI: LazyLock<Pki> = LazyLock::new(Pki::generate);

static SERVER: LazyLock<Identity> = LazyLock::new(|| PKI.issue(&Leaf::server()));
static CLIENT: LazyLock<Identity> =
    LazyLock::new(|| PKI.issue(&Leaf::client("gatewatch test client")));

impl Pki {
    fn generate() -> Self {
        let trusted = Authority::root(TRUSTED, -30..365);
        let upper = trusted.intermediate("gatewatch upper intermediate");
        let middle = upper.intermediate("gatewatch middle intermediate");
        let lower = middle.intermediate("gatewatch lower intermediate");
        Self {
            intermediates: [lower, middle, upper],
            other: Authority::root("another authority", -30..365),
            same_name: Authority::root(TRUSTED, -30..365),
            expired: Authority::root("expired test authority", -60..-2),
            short_lived: Authority::root("short-lived test authority", -30..5),
            trusted,
        }
    }

    /// The trusted root.
    pub fn ca(&self) -> String {
        self.trusted.pem.clone()
    }

    /// A good server's, the same one each time.
    #[expect(clippy::unused_self, reason = "asked of the PKI that has issued it")]
    pub fn server(&self) -> Identity {
        SERVER.clone()
    }

    /// A good client's, the same one each time.
    #[expect(clippy::unused_self, reason = "asked of the PKI that has issued it")]
    pub fn client(&self) -> Identity {
        CLIENT.clone()
    }

    pub fn issue(&self, leaf: &Leaf) -> Identity {
        let key = leaf.key.generate();
        let params = leaf.params();
        let serial = params
            .serial_number
            .as_ref()
            .expect("every leaf has a serial number")
            .to_bytes();
        let Some(signer) = self.signer(leaf.signer) else {
            assert!(key.public_key.is_none(), "ring cannot sign with that key");
            let signed = params.self_signed(&key.pair);
            let chain = signed.expect("a leaf signs itself").pem();
            return Identity {
                root: chain.clone(),
                chain,
                key: key.pem,
                serial,
            };
        };
        let certificate = sign(params, &key, &leaf.days, signer);
        let chain = match leaf.signer {
            Signer::Chain => self
                .intermediates
                .iter()
                .fold(certificate, |chain, intermediate| chain + &intermediate.pem),
            _ => certificate,
        };
        Identity {
            chain,
            key: key.pem,
            root: self.root(leaf.signer).unwrap_or(signer).pem.clone(),
            serial,
        }
    }

    /// A revocation list of the trusted root that is current on `days`, counted from now.
    pub fn revocation_list(&self, revoked: &[&Identity], days: Range<i64>) -> String {
        let serials = revoked.iter().map(|identity| identity.serial.as_slice());
        self.trusted.revocation_list(serials, &days)
    }

    /// `None` for a certificate that signs itself.
    fn signer(&self, signer: Signer) -> Option<&Authority> {
        match signer {
            Signer::Trusted => Some(&self.trusted),
            Signer::Chain | Signer::ChainNotSent => self.intermediates.first(),
            Signer::Other => Some(&self.other),
            Signer::SameName => Some(&self.same_name),
            Signer::Expired => Some(&self.expired),
            Signer::ShortLived => Some(&self.short_lived),
            Signer::Itself => None,
        }
    }

    /// The root where somebody below it signs.
    fn root(&self, signer: Signer) -> Option<&Authority> {
        matches!(signer, Signer::Chain | Signer::ChainNotSent).then_some(&self.trusted)
    }
}

fn sign(mut params: CertificateParams, key: &Key, days: &Range<i64>, signer: &Authority) -> String {
    let Some(public_key) = &key.public_key else {
        return params
            .signed_by(&key.pair, &signer.issuer)
            .expect("an authority signs what it is given")
            .pem();
    };
    assert!(
        days.start < 0 && days.end > 0,
        "openssl 3.0 has certificates begin now"
    );
    let serial = params.serial_number.take().map(|serial| serial.to_string());
    let serial = format!("0x{}", serial.unwrap_or_default().replace(':', ""));
    // `openssl` puts another key in while it signs what is asked for.
    let request = params
        .serialize_request(&key.pair)
        .and_then(|request| request.pem())
        .expect("a certificate can be asked for");

    let folder = tempfile::tempdir().expect("a folder can be made");
    let [ca, ca_key, public] = [
        ("ca.pem", signer.pem.as_str()),
        ("ca.key", &signer.key_pem),
        ("public.pem", public_key),
    ]
    .map(|(name, text)| {
        let file = folder.path().join(name);
        fs::write(&file, text).expect("a file can be written");
        file.display().to_string()
    });
    let sign = ["x509", "-req", "-CA", &ca, "-CAkey", &ca_key];
    let content = ["-copy_extensions", "copyall", "-force_pubkey", &public];
    let numbers = ["-days", &days.end.to_string(), "-set_serial", &serial];
    openssl::text(&[&sign[..], &content, &numbers].concat(), &request)
}
