//! From a host, the environment, `config.json` and a context's `meta.json` to an endpoint.
#![no_main]

use std::io;
use std::path::Path;

use gatewatch::checks::docker_api::endpoint::{
    Address, Asked, Endpoint, EndpointError, Environment, Files, TlsMode,
};
use gatewatch::net::Host;
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use libfuzzer_sys::fuzz_target;

/// Files in memory; the context is there by whatever name.
struct Memory<'a> {
    config: &'a str,
    meta: &'a str,
    has_certificates: bool,
}

impl Files for Memory<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.file_name().and_then(|name| name.to_str()) {
            Some("config.json") if !self.config.is_empty() => Ok(self.config.into()),
            Some("meta.json") if !self.meta.is_empty() => Ok(self.meta.into()),
            Some("ca.pem" | "cert.pem") if self.has_certificates => Ok(Vec::new()),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    let (host, variable, context) = (input.text(), input.text(), input.text());
    let (config, meta) = (input.text(), input.text());
    let some = |bit: u8, text: &str| (choice & bit != 0).then(|| text.to_owned());
    let asked = Asked {
        host: some(1, &host),
        context: some(2, &context),
        port: (choice & 4 != 0).then_some(4444),
        certificates: choice & 8 != 0,
    };
    let environment = Environment {
        docker_host: some(16, &variable),
        docker_tls_verify: some(32, "1"),
        docker_tls: some(64, "1"),
        home: Some("/home/ops".into()),
        ..Environment::default()
    };
    let files = Memory {
        config: &config,
        meta: &meta,
        has_certificates: choice & 128 != 0,
    };
    match Endpoint::resolve(&asked, &environment, &files) {
        Ok(endpoint) => {
            let again = Endpoint::resolve(&asked, &environment, &files).ok();
            assert_eq!(again.as_ref(), Some(&endpoint));
            found(&endpoint);
        }
        Err(error) => assert_tellable(&error),
    }
    named(&host);
    password(&host);
});

/// It can be called, and is found again by its own name.
fn found(endpoint: &Endpoint) {
    endpoint.origin.iter().for_each(assert_tellable);
    let base_path = &endpoint.base_path;
    assert!(base_path.is_empty() || base_path.starts_with('/') && !base_path.ends_with('/'));
    assert!(
        base_path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'?' && byte != b'#')
    );
    let scheme = match (&endpoint.address, endpoint.tls) {
        (Address::Unix(_), tls) => return assert_eq!(tls, TlsMode::None),
        (Address::Tcp { port, .. }, _) if *port == 0 => panic!("port 0"),
        (_, TlsMode::None) => "http",
        (_, TlsMode::Verify | TlsMode::NoVerify) => "https",
    };
    let text = format!("{scheme}://{}{base_path}", endpoint.address);
    if text.contains("%25") {
        // How a URL may write the % of a zone.
        return;
    }
    let again = resolved(text).expect("our own name for it");
    assert_eq!(again.address, endpoint.address);
    assert_eq!(&again.base_path, base_path);
}

fn resolved(host: String) -> Result<Endpoint, EndpointError> {
    let asked = Asked {
        host: Some(host),
        ..Asked::default()
    };
    let files = Memory {
        config: "",
        meta: "",
        has_certificates: false,
    };
    Endpoint::resolve(&asked, &Environment::default(), &files)
}

fn named(text: &str) {
    match text.parse::<Host>() {
        Ok(host) => assert_eq!(host.to_string().parse().as_ref(), Ok(&host)),
        Err(error) => assert_tellable(&error),
    }
}

/// What stands between a name and its `@` is not repeated.
fn password(text: &str) {
    if let Err(error) = resolved(format!("tcp://me:Qx7Zq93Kv@{text}")) {
        assert!(
            text.contains("Qx7Zq93Kv") || !error.to_string().contains("Qx7Zq93Kv"),
            "{error}"
        );
    }
}
