//! Certificates for a guarded API: right ones, and wrong ones with one fault each.
//!
//! | module | holds |
//! |---|---|
//! | [`authority`] | who signs: the trusted authority and its doubles |
//! | [`leaf`] | a server's or client's certificate as a struct |
//! | [`cases`] | the named faults |
//! | [`identity`] | the files: `ca.pem`, `cert.pem`, `key.pem` |
//! | [`key_form`] | one key in every form that people have on disk |
//! | [`odd`] | what only the `openssl` command makes: SHA-1, RSA-1024, version 1, P-521 |

pub mod authority;
pub mod cases;
pub mod identity;
pub mod key;
pub mod key_form;
pub mod leaf;
pub mod odd;

use std::sync::LazyLock;

use authority::Authority;
pub use authority::Signer;
pub use cases::{Client, Server};
pub use identity::Identity;
pub use key::KeyKind;
pub use key_form::KeyForm;
pub use leaf::Leaf;
pub use odd::Odd;

/// Common name of the authority that all good certificates come from, and of its double.
const TRUSTED: &str = "gatewatch test authority";

/// All authorities of one test process.
pub struct Pki {
    trusted: Authority,
    intermediate: Authority,
    other: Authority,
    same_name: Authority,
    expired: Authority,
    short_lived: Authority,
}

/// The one of this process; certificates are issued when they are asked for.
pub static PKI: LazyLock<Pki> = LazyLock::new(Pki::generate);

impl Pki {
    fn generate() -> Self {
        let trusted = Authority::root(TRUSTED, -30..365);
        Self {
            intermediate: trusted.intermediate("gatewatch test intermediate"),
            other: Authority::root("another authority", -30..365),
            same_name: Authority::root(TRUSTED, -30..365),
            expired: Authority::root("expired test authority", -60..-2),
            short_lived: Authority::root("short-lived test authority", -30..5),
            trusted,
        }
    }

    /// PEM text of the authority that all good certificates come from.
    pub fn ca(&self) -> &str {
        &self.trusted.pem
    }

    /// Its name, as nginx writes it in `$ssl_client_i_dn`.
    #[expect(clippy::unused_self, reason = "asked of the PKI whose authority it is")]
    pub fn ca_name(&self) -> String {
        format!("CN={TRUSTED}")
    }

    pub fn server(&self, case: Server) -> Identity {
        self.issue(&case.leaf())
    }

    pub fn client(&self, case: Client) -> Identity {
        self.issue(&case.leaf())
    }

    /// A certificate, its key, and the authority that its peer should trust: the trusted one, or
    /// the expired or short-lived root where that has signed.
    pub fn issue(&self, leaf: &Leaf) -> Identity {
        let key = leaf.key.generate();
        let params = leaf.params();
        let pem = match self.signer(leaf.signer) {
            Some(authority) => params.signed_by(&key.pair, &authority.issuer),
            None => params.self_signed(&key.pair),
        }
        .expect("an authority signs what it is given")
        .pem();
        let (chain, ca) = match leaf.signer {
            Signer::IntermediateSent => (pem + &self.intermediate.pem, self.ca()),
            Signer::Expired => (pem, self.expired.pem.as_str()),
            Signer::ShortLived => (pem, self.short_lived.pem.as_str()),
            _ => (pem, self.ca()),
        };
        let serial = params
            .serial_number
            .expect("every leaf has a serial number");
        Identity::write(ca, &chain, &key.pem).with_serial(serial.to_bytes())
    }

    /// A server certificate that `rcgen` would not make.
    pub fn odd_server(&self, odd: Odd) -> Identity {
        odd.issue(&self.trusted)
    }

    /// PEM text of a revocation list of the trusted authority.
    pub fn revoke(&self, revoked: &[&Identity]) -> String {
        let serials = revoked.iter().map(|identity| identity.serial());
        self.trusted.revocation_list(serials, &(-1..30))
    }

    /// `None` for a certificate that signs itself.
    fn signer(&self, signer: Signer) -> Option<&Authority> {
        match signer {
            Signer::Trusted => Some(&self.trusted),
            Signer::IntermediateSent | Signer::IntermediateNotSent => Some(&self.intermediate),
            Signer::Other => Some(&self.other),
            Signer::SameName => Some(&self.same_name),
            Signer::Expired => Some(&self.expired),
            Signer::ShortLived => Some(&self.short_lived),
            Signer::Itself => None,
        }
    }
}
