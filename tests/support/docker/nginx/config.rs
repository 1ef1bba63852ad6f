//! A reverse proxy before an engine as a struct, and as the text that nginx reads.
//!
//! The variants are the ways in which people guard an engine with it, right and wrong.
//!
//! Directives: `ngx_http_ssl_module` and `ngx_http_core_module`, as of nginx 1.22.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use super::Nginx;
use super::choices::{Front, Gate, Protocols, Verify};
use crate::support::docker::openssl;
use crate::support::docker::pki::{Identity, PKI, Server};

pub(super) const NGINX_CONF: &str = "nginx.conf";
pub(super) const READY_SOCKET: &str = "ready.sock";

/// Whom requests are passed to.
#[derive(Clone, Debug)]
pub enum Backend {
    Socket(PathBuf),
    /// A socket that is not there.
    Dead,
}

/// An nginx to be.
#[derive(Clone, Debug)]
pub struct NginxConfig {
    pub address: IpAddr,
    pub front: Front,
    pub identity: Identity,
    pub verify: Verify,
    pub gate: Gate,
    pub protocols: Protocols,
    pub backend: Backend,
    /// Clients whose certificates are on a revocation list; without any there is no list.
    pub revoked: Vec<Identity>,
    /// User and password of basic authentication.
    pub basic_auth: Option<(&'static str, &'static str)>,
    /// `error_page 495 496 =200`, answered with an empty list.
    pub refuses_with_200: bool,
    /// `/_ping` and `/version` pass without the gate.
    pub exempts_ping: bool,
    /// 403 for request URIs that match this expression.
    pub denied_uris: Option<&'static str>,
    /// Removes what tells an engine from any other backend.
    pub hides_engine: bool,
    /// A second name on the port, which asks for no certificate at all.
    pub open_name: Option<&'static str>,
}

impl NginxConfig {
    /// Mutual TLS as it should be.
    pub fn new(backend: Backend) -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            front: Front::Tls,
            identity: PKI.server(Server::Good),
            verify: Verify::On,
            gate: Gate::Open,
            protocols: Protocols::Current,
            backend,
            revoked: Vec::new(),
            basic_auth: None,
            refuses_with_200: false,
            exempts_ping: false,
            denied_uris: None,
            hides_engine: false,
            open_name: None,
        }
    }

    /// Starts the server and comes back once it is ready.
    ///
    /// # Panics
    /// When `nginx` is missing or does not start; its log is part of the message.
    pub fn start(&self) -> Nginx {
        Nginx::start(self)
    }

    /// Every file that the server reads from its folder, with its text.
    pub fn files(&self, address: SocketAddr) -> Vec<(&'static str, String)> {
        let read = |file: PathBuf| fs::read_to_string(file).expect("a file can be read");
        let revoked: Vec<_> = self.revoked.iter().collect();
        let mut files = vec![
            (NGINX_CONF, self.text(address)),
            ("ca.pem", PKI.ca().to_owned()),
            ("cert.pem", read(self.identity.certificate())),
            ("key.pem", read(self.identity.key())),
        ];
        if !revoked.is_empty() {
            files.push(("crl.pem", PKI.revoke(&revoked)));
        }
        if let Some((user, password)) = self.basic_auth {
            let hash = openssl::text(&["passwd", "-apr1", password], "");
            files.push(("htpasswd", format!("{user}:{hash}")));
        }
        files
    }

    fn text(&self, address: SocketAddr) -> String {
        let issuer = PKI.ca_name();
        let locked = self.server(address, "locked.example localhost", self.verify, self.gate);
        let open = self.open_name.map_or(String::new(), |name| {
            self.server(address, name, Verify::Off, Gate::Open)
        });
        // A user other than root gets a warning and stays who it is.
        format!(
            "user root root;\nerror_log stderr warn;\npid nginx.pid;\nevents {{}}\nhttp {{\n\
             access_log off;\n\
             client_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\n\
             uwsgi_temp_path uwsgi;\nscgi_temp_path scgi;\n\
             map $ssl_client_i_dn $issuer_is_ours {{ default 0; \"{issuer}\" 1; }}\n\
             server {{ listen unix:{READY_SOCKET}; return 204; }}\n\
             {locked}{open}}}\n"
        )
    }

    fn server(&self, address: SocketAddr, names: &str, verify: Verify, gate: Gate) -> String {
        let tls = match self.front {
            Front::Tls | Front::TlsOrRedirect => " ssl",
            Front::Plain | Front::Redirect => "",
        };
        let mut text = format!("server {{\nlisten {address}{tls};\nserver_name {names};\n");
        if !tls.is_empty() {
            text += "ssl_certificate cert.pem;\nssl_certificate_key key.pem;\n";
            text += self.protocols.text();
            text += &self.client_certificates(verify);
        }
        if let Some((name, value)) = self.front.redirect() {
            text += &format!("{name} {value} https://$host:$server_port$request_uri;\n");
        }
        if self.refuses_with_200 {
            text += "error_page 495 496 =200 /refused;\n\
                     location = /refused { default_type application/json; return 200 '[]'; }\n";
        }
        if self.basic_auth.is_some() {
            text += "auth_basic \"Docker API\";\nauth_basic_user_file htpasswd;\n";
        }
        let pass = self.pass();
        if self.exempts_ping {
            text += &format!("location ~ ^/(_ping|version)$ {{ {pass} }}\n");
        }
        let denied = self.denied_uris.map_or(String::new(), |expression| {
            format!("if ($request_uri ~ \"{expression}\") {{ return 403; }}\n")
        });
        text + &format!("location / {{\n{denied}{}{pass}}}\n}}\n", gate.text())
    }

    fn client_certificates(&self, verify: Verify) -> String {
        let word = match verify {
            Verify::Off => return String::new(),
            Verify::On => "on",
            Verify::Optional => "optional",
            Verify::OptionalNoCa => "optional_no_ca",
        };
        let list = match self.revoked.as_slice() {
            [] => "",
            _ => "ssl_crl crl.pem;\n",
        };
        // An intermediate makes two steps to the root; nginx allows one by default.
        format!(
            "ssl_verify_client {word};\nssl_client_certificate ca.pem;\nssl_verify_depth 2;\n{list}"
        )
    }

    fn pass(&self) -> String {
        let socket = match &self.backend {
            Backend::Socket(path) => path.display().to_string(),
            Backend::Dead => String::from("/nonexistent/docker.sock"),
        };
        let mut text = format!("proxy_pass http://unix:{socket}:;\nproxy_http_version 1.1;\n");
        if self.hides_engine {
            for header in ["Api-Version", "Docker-Experimental", "Ostype"] {
                text += &format!("proxy_hide_header {header};\n");
            }
        }
        text
    }
}
