//! What is said of an endpoint and of what is none.

use super::memory::{A, FOLDER, Memory, resolve};

#[test]
fn says_where_each_part_was_taken_from() {
    for (words, variables, expected) in [
        (
            "",
            &[][..],
            &[
                "unix:///var/run/docker.sock by the default",
                "no TLS: a unix socket has none",
            ][..],
        ),
        (
            "unix:///run/d.sock",
            &[("DOCKER_TLS_VERIFY", "1")],
            &[
                "unix:///run/d.sock by HOST",
                "no TLS: a unix socket has none, although DOCKER_TLS_VERIFY asks for it",
            ],
        ),
        (
            "",
            &[("DOCKER_TLS_VERIFY", "0")],
            &[
                "localhost:2376 by the default where TLS is asked for",
                "TLS with verification: DOCKER_TLS_VERIFY asks for it, as it does with any value, \"0\" too",
                "certificates in /home/ops/.docker by default",
            ],
        ),
        (
            "--port 99",
            &[("DOCKER_HOST", "tcp://h/b")],
            &[
                "h:99/b by DOCKER_HOST",
                "no TLS: nothing asks for it",
                "port by --port",
            ],
        ),
        (
            "h",
            &[("DOCKER_CERT_PATH", "/c")],
            &[
                "h:2376 by HOST",
                "TLS with verification: a host without a scheme means so",
                "port by default",
                "certificates in /c by DOCKER_CERT_PATH",
            ],
        ),
    ] {
        let endpoint = resolve(words, variables, &Memory::default()).expect(words);
        assert_eq!(endpoint.origin, expected);
    }
}

#[test]
fn says_in_words_why_there_is_no_endpoint() {
    let meta = format!("{FOLDER}/contexts/meta/{A}/meta.json");
    let with = |endpoint: &str| Memory::default().with_context(A, endpoint, &[]);
    for (words, variables, files, expected) in [
        (
            "ssh://ops@h",
            &[][..],
            Memory::default(),
            "HOST \"ssh://ops@h\": ssh:// is not supported here: name the API itself with tcp://, https:// or unix://".to_owned(),
        ),
        (
            "h --context a",
            &[],
            Memory::default(),
            "HOST and --context both say where the API is: give one of them".into(),
        ),
        (
            "--port 99",
            &[],
            Memory::default(),
            "a unix socket has no port: leave --port out or name a host".into(),
        ),
        (
            "http://h --tlscacert",
            &[],
            Memory::default(),
            "http:// speaks no TLS, so certificates are of no use: leave them out or say https://".into(),
        ),
        (
            "--context a",
            &[],
            Memory::default(),
            format!("there is no context \"a\": {meta} is not there; \"docker context ls\" shows the names"),
        ),
        (
            "--context a",
            &[("HOME", "")],
            Memory::default(),
            "context \"a\" cannot be looked up: neither DOCKER_CONFIG nor HOME is set".into(),
        ),
        (
            "--context a",
            &[],
            with("{\"kubernetes\":{}}"),
            format!("context \"a\" names no engine: {meta} has no Endpoints.docker.Host"),
        ),
        (
            "--context a",
            &[],
            with("{\"docker\":{\"Host\":\" \"}}"),
            format!("context \"a\" names no engine: {meta} has no Endpoints.docker.Host"),
        ),
        (
            "--context a",
            &[],
            with("{\"docker\":{\"Host\":\"h:1\"}}"),
            "context \"a\" (--context) \"h:1\": it has no scheme: a context needs tcp:// or unix://".into(),
        ),
        (
            "",
            &[("DOCKER_CONTEXT", "a")],
            with("{\"docker\":{\"Host\":\"ssh://h\"}}"),
            "context \"a\" (DOCKER_CONTEXT) \"ssh://h\": ssh:// is not supported here: name the API itself with tcp://, https:// or unix://".into(),
        ),
        (
            "",
            &[],
            Memory::default().with("config.json", "{"),
            format!("{FOLDER}/config.json is not the JSON it should be: EOF while parsing an object at line 1 column 1"),
        ),
        (
            "",
            &[("DOCKER_CONFIG", "/forbidden")],
            Memory::default(),
            "cannot read /forbidden/config.json: permission denied".into(),
        ),
    ] {
        assert_eq!(resolve(words, variables, &files), Err(expected), "{words}");
    }
}
