//! Options that take a secret: by the file that has it, since a command line is no secret.

use clap::{Command, CommandFactory};
use gatewatch::cli::{docker_api, openvpn};

/// Words in the name of an option that takes a secret.
const SECRET: [&str; 7] = [
    "key",
    "pass",
    "secret",
    "token",
    "tls-auth",
    "tls-crypt",
    "credential",
];
/// A direction is 0 or 1, a fingerprint is everybody's.
const NO_SECRET: [&str; 3] = ["key-direction", "peer-fingerprint", "tls-auth-inverse"];

#[test]
fn every_option_that_takes_a_secret_takes_it_from_a_file() {
    let secret = |command: Command| -> Vec<(String, String)> {
        let options = command.get_arguments().filter_map(|option| {
            let name = option.get_long()?.to_owned();
            let is_secret = SECRET.iter().any(|word| name.contains(word));
            let values = option.get_value_names().unwrap_or_default();
            let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
            (is_secret && !NO_SECRET.contains(&&*name)).then(|| (name, values.join(" ")))
        });
        options.collect()
    };
    let pairs = |table: &[(&str, &str)]| -> Vec<(String, String)> {
        let owned = table
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        owned.collect()
    };
    // The former check_openvpn's two take digits as well, and the help warns of that.
    let of_openvpn = [
        ("tls-auth", "FILE"),
        ("tls-crypt", "FILE"),
        ("tls-crypt-v2", "FILE"),
        ("key", "FILE"),
        ("auth-user-pass", "FILE"),
        ("digest-key-client", "HEX|@FILE"),
        ("digest-key-server", "HEX|@FILE"),
    ];
    let of_docker = [
        ("tlskey", "FILE"),
        ("password-file", "FILE"),
        ("token-file", "FILE"),
        ("refuse-key", "FILE"),
    ];
    assert_eq!(secret(openvpn::Arguments::command()), pairs(&of_openvpn));
    assert_eq!(secret(docker_api::Arguments::command()), pairs(&of_docker));
    let help = openvpn::Arguments::command().render_help().to_string();
    assert!(
        help.contains("A key given in the argument itself (HEX) is visible"),
        "{help}"
    );
}
