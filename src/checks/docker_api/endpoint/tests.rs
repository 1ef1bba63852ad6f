//! Whole endpoints from command lines, environments and files in memory. What the docker CLI does
//! in the same place was measured with 28.2.2; where this check differs, the case says so.

mod memory;
mod words;

use memory::{A, FOLDER, Memory, resolve, shown};

use super::*;

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn host_and_environment_decide_as_for_the_docker_cli() {
    const VERIFY: (&str, &str) = ("DOCKER_TLS_VERIFY", "1");
    const CERTS: (&str, &str) = ("DOCKER_CERT_PATH", "/certs");
    for (words, variables, expected) in [
        ("", &[][..], "unix:///var/run/docker.sock, no TLS"),
        ("", &[CERTS], "unix:///var/run/docker.sock, no TLS"),
        (
            "",
            &[VERIFY],
            "localhost:2376, TLS with verification, /home/ops/.docker",
        ),
        (
            "",
            &[("DOCKER_TLS", "0"), CERTS],
            "localhost:2376, TLS without verification, /certs",
        ),
        ("", &[("DOCKER_HOST", "tcp://h")], "h:2375, no TLS"),
        (
            "",
            &[("DOCKER_HOST", "tcp://h"), VERIFY],
            "h:2375, TLS with verification, /home/ops/.docker",
        ),
        (
            "",
            &[
                ("DOCKER_HOST", "tcp://h"),
                ("DOCKER_TLS_VERIFY", "0"),
                CERTS,
            ],
            "h:2375, TLS with verification, /certs",
        ),
        (
            "",
            &[("DOCKER_HOST", "tcp://h"), ("DOCKER_TLS_VERIFY", ""), CERTS],
            "h:2375, no TLS",
        ),
        (
            "",
            &[("DOCKER_HOST", "tcp://h:99"), ("DOCKER_TLS", "1")],
            "h:99, TLS without verification, /home/ops/.docker",
        ),
        (
            "",
            &[
                ("DOCKER_HOST", "tcp://h"),
                ("DOCKER_TLS", "1"),
                ("DOCKER_TLS_VERIFY", "0"),
            ],
            "h:2375, TLS with verification, /home/ops/.docker",
        ),
        (
            "",
            &[
                ("DOCKER_HOST", "tcp://h"),
                VERIFY,
                ("DOCKER_CONFIG", "/etc/d"),
            ],
            "h:2375, TLS with verification, /etc/d",
        ),
        (
            "",
            &[("DOCKER_HOST", "tcp://[::1]:99/a/b/")],
            "[::1]:99/a/b, no TLS",
        ),
        ("", &[("DOCKER_HOST", "tcp://")], "localhost:2375, no TLS"),
        ("", &[("DOCKER_HOST", "h")], "h:2375, no TLS"),
        (
            "",
            &[("DOCKER_HOST", " "), ("DOCKER_CONTEXT", "a")],
            "unix:///var/run/docker.sock, no TLS",
        ),
        (
            "",
            &[("DOCKER_HOST", "unix:///run/d.sock"), VERIFY, CERTS],
            "unix:///run/d.sock, no TLS",
        ),
        (
            "",
            &[("DOCKER_HOST", "tcp://h"), ("DOCKER_CONTEXT", "a")],
            "h:2375, no TLS",
        ),
        (
            "tcp://other",
            &[("DOCKER_HOST", "tcp://h"), ("DOCKER_CONTEXT", "a")],
            "other:2375, no TLS",
        ),
        (
            "tcp://other",
            &[VERIFY],
            "other:2375, TLS with verification, /home/ops/.docker",
        ),
        (
            "--context default",
            &[("DOCKER_HOST", "tcp://h"), ("DOCKER_CONTEXT", "a")],
            "h:2375, no TLS",
        ),
        // The rest is this check's own.
        (
            "",
            &[("DOCKER_HOST", "https://h/docker")],
            "h:443/docker, TLS with verification",
        ),
        ("h.example", &[], "h.example:2376, TLS with verification"),
        (
            "h.example",
            &[("DOCKER_TLS", "1"), CERTS],
            "h.example:2376, TLS with verification, /certs",
        ),
        ("::1", &[], "[::1]:2376, TLS with verification"),
        ("[::1]:99", &[], "[::1]:99, TLS with verification"),
        (
            "h.example:2375",
            &[],
            "h.example:2375, TLS with verification",
        ),
        (
            "https://h:99/docker/",
            &[CERTS],
            "h:99/docker, TLS with verification, /certs",
        ),
        ("http://h", &[VERIFY, CERTS], "h:80, no TLS"),
        ("unix://", &[], "unix:///var/run/docker.sock, no TLS"),
        ("--port 99", &[("DOCKER_HOST", "tcp://h:1")], "h:99, no TLS"),
        (
            "h.example --port 99",
            &[],
            "h.example:99, TLS with verification",
        ),
        (
            "tcp://h --tlscacert",
            &[("DOCKER_TLS", "1")],
            "h:2375, TLS with verification, /home/ops/.docker",
        ),
    ] {
        let endpoint = resolve(words, variables, &Memory::default());
        let found = endpoint.as_ref().map(shown);
        assert_eq!(found, Ok(expected.to_owned()), "{words} {variables:?}");
    }
}

#[test]
fn a_named_context_has_its_own_host_and_tls() {
    const ALL: &[&str] = &["ca.pem", "cert.pem", "key.pem"];
    for (words, variables, docker, tls, expected) in [
        (
            "--context a",
            &[][..],
            "\"Host\":\"tcp://h:1\"",
            &[][..],
            "h:1, no TLS",
        ),
        (
            "--context a",
            &[("DOCKER_HOST", "tcp://other")],
            "\"Host\":\"tcp://h:1\"",
            ALL,
            "h:1, TLS with verification",
        ),
        (
            "",
            &[
                ("DOCKER_CONTEXT", "a"),
                ("DOCKER_TLS_VERIFY", "1"),
                ("DOCKER_CERT_PATH", "/c"),
            ],
            "\"Host\":\"tcp://h:1/b/\"",
            &[],
            "h:1/b, no TLS",
        ),
        (
            "--context a",
            &[],
            "\"Host\":\"tcp://h:1\",\"SkipTLSVerify\":true",
            &[],
            "h:1, TLS without verification",
        ),
        (
            "--context a",
            &[("DOCKER_TLS", "1")],
            "\"Host\":\"tcp://h:1\",\"SkipTLSVerify\":false",
            &ALL[..1],
            "h:1, TLS with verification",
        ),
        (
            "--context a",
            &[],
            "\"Host\":\"tcp://h\"",
            &[],
            "h:80, no TLS",
        ),
        (
            "--context a",
            &[],
            "\"Host\":\"tcp://h\",\"SkipTLSVerify\":true",
            &[],
            "h:443, TLS without verification",
        ),
        (
            "--context a --port 99",
            &[],
            "\"Host\":\"tcp://h\"",
            ALL,
            "h:99, TLS with verification",
        ),
        (
            "--context a",
            &[],
            "\"Host\":\"unix:///run/d.sock\",\"SkipTLSVerify\":true",
            &[],
            "unix:///run/d.sock, no TLS",
        ),
        // The rest is this check's own.
        (
            "--context a",
            &[],
            "\"Host\":\"https://h:1\"",
            &[],
            "h:1, TLS with verification",
        ),
        (
            "--context a --tlscacert",
            &[],
            "\"Host\":\"tcp://h:1\"",
            &[],
            "h:1, TLS with verification",
        ),
    ] {
        let files = Memory::default().with_context(A, &format!("{{\"docker\":{{{docker}}}}}"), tls);
        let endpoint = resolve(words, variables, &files);
        let found = endpoint.as_ref().map(shown);
        assert_eq!(found, Ok(expected.to_owned()), "{words} {docker}");
    }
}

#[test]
fn the_current_context_serves_where_nothing_else_is_said() {
    let files = Memory::default()
        .with("config.json", "{\"auths\":{},\"currentContext\":\"a\"}")
        .with_context(
            A,
            "{\"docker\":{\"Host\":\"tcp://build.example:2376\"}}",
            &["ca.pem", "key.pem"],
        );
    let tls = format!("{FOLDER}/contexts/tls/{A}/docker");
    let origin = [
        "build.example:2376 by context \"a\" (currentContext of config.json)",
        "TLS with verification: the context brings certificates",
        "DOCKER_CERT_PATH passed over: a named context has its own",
    ];
    let expected = Endpoint {
        address: Address::Tcp {
            host: Host::Name("build.example".into()),
            port: 2376,
        },
        tls: TlsMode::Verify,
        base_path: String::new(),
        cert_dir: None,
        context_tls: ContextTls {
            ca: Some(format!("{tls}/ca.pem").into()),
            cert: None,
            key: Some(format!("{tls}/key.pem").into()),
        },
        origin: origin.map(str::to_owned).to_vec(),
    };
    assert_eq!(
        resolve("", &[("DOCKER_CERT_PATH", "/c")], &files),
        Ok(expected)
    );
}
