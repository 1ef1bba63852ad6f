//! Passwords and keys: where they are seen, and where they are not.

use crate::config::{GATE, service, var};
use crate::nagios::Papers;
use crate::node::{Node, NodeConfig};
use crate::result::{OK, UNKNOWN};
use crate::support::openvpn::OpenVpn;
use crate::support::pki::PKI;
use crate::support::server_config::{AuthScript, Pool, ServerConfig, VerifyClient};

const PASSWORD: &str = "open sesame";

fn server() -> OpenVpn {
    ServerConfig {
        verify_client: VerifyClient::None,
        auth: Some(AuthScript::default()),
        pool: Some(Pool::Subnet),
        ..ServerConfig::default()
    }
    .start()
}

/// A node that logs in to `server`, with these attributes besides.
fn node(server: &OpenVpn, papers: &Papers, attributes: &[String]) -> Node {
    let login = [
        &[
            var("openvpn_port", server.address().port()),
            var("openvpn_ca", papers.write("ca.pem", &PKI.ca())),
            var("openvpn_stage", "login"),
        ],
        attributes,
    ]
    .concat();
    NodeConfig::alone(&[GATE, &service("login", "openvpn", &login)]).start()
}

#[test]
fn a_password_of_the_environment_is_in_no_result() {
    let (server, papers) = (server(), Papers::new());
    let attributes = [
        var("openvpn_username", "monitor"),
        var("openvpn_password", PASSWORD),
    ];
    let node = node(&server, &papers, &attributes);
    node.api.check_now("gate!login").assert(OK, "lets us in");

    let service = node.api.service("gate!login");
    let result = service["last_check_result"].to_string();
    assert!(result.contains("--stage"), "{result}");
    assert!(!result.contains(PASSWORD), "{result}");
    assert!(!node.log().contains(PASSWORD), "{}", node.log());
    // But whoever may read objects by the API reads this one.
    assert_eq!(service["vars"]["openvpn_password"], PASSWORD);
}

#[test]
fn a_password_of_a_file_is_seen_nowhere() {
    let (server, papers) = (server(), Papers::new());
    let login = papers.write("login", &format!("monitor\n{PASSWORD}\n"));
    let node = node(&server, &papers, &[var("openvpn_auth_user_pass", login)]);
    node.api.check_now("gate!login").assert(OK, "lets us in");
    let service = node.api.service("gate!login").to_string();
    assert!(!service.contains(PASSWORD), "{service}");
    assert!(!node.log().contains(PASSWORD), "{}", node.log());
}

#[test]
fn a_file_that_only_root_may_read_is_unknown_by_name() {
    let (server, papers) = (server(), Papers::new());
    let login = papers.write_for_root("login", &format!("monitor\n{PASSWORD}\n"));
    let node = node(&server, &papers, &[var("openvpn_auth_user_pass", &login)]);
    let result = node.api.check_now("gate!login");
    result.assert(UNKNOWN, "ermission denied");
    assert!(result.output.contains(&login), "{result:?}");
    assert!(server.logins().is_empty());
}
