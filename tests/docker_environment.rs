//! What `check_docker_api` says to an environment and to files of the docker command line that it
//! cannot take; nothing of this machine's own comes into it.

use std::env;
use std::process::Command;

const PROFILE: &str = "LLVM_PROFILE_FILE";
/// Where the contexts of the cases lie; in the table it is `META`.
const META: &str = "tests/cases/docker/config/contexts/meta";

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn an_environment_that_cannot_be_taken_is_told_in_words() {
    // Where `scripts/coverage` has the plugin count what it runs.
    let profile = env::var_os(PROFILE).map(|file| (PROFILE, file));
    for (variables, arguments, exit_code, said) in [
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "missing"][..],
            3,
            "DOCKER_API UNKNOWN - there is no context \"missing\": META/ffa63583dfa6706b87d284b86b0d693a161e4840aad2c5cf6b5d27c3b9621f7d/meta.json is not there; \"docker context ls\" shows the names",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "broken"][..],
            3,
            "DOCKER_API UNKNOWN - META/f526795c95399cea27c055c842c3d6ab018ed0fa4f66f701c28ab22dec28237b/meta.json is not the JSON it should be: EOF while parsing an object at line 2 column 0",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "list"][..],
            3,
            "DOCKER_API UNKNOWN - context \"list\" names no engine: META/a330395cc0a53ad1207736546afff4735940937564bbf75ce1edad40780d9139/meta.json has no Endpoints.docker.Host",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "hostless"][..],
            3,
            "DOCKER_API UNKNOWN - context \"hostless\" names no engine: META/ef1de1c7bd35abca05a7ee2bd72e71be1169f578aefe54e37ff40824343508ba/meta.json has no Endpoints.docker.Host",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "ssh"][..],
            3,
            "DOCKER_API UNKNOWN - context \"ssh\" (--context) \"ssh://root@127.0.0.1\": ssh:// is not supported here: name the API itself with tcp://, https:// or unix://",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "bare"][..],
            3,
            "DOCKER_API UNKNOWN - context \"bare\" (--context) \"127.0.0.1\": it has no scheme: a context needs tcp:// or unix://",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["--context", "socket"][..],
            2,
            "DOCKER_API CRITICAL - there is no socket unix:///no/such.sock: the engine is down",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config")][..],
            &["-p", "1", "--context", "socket"][..],
            3,
            "DOCKER_API UNKNOWN - a unix socket has no port: leave --port out or name a host",
        ),
        (
            &[
                ("DOCKER_CONFIG", "tests/cases/docker/config"),
                ("DOCKER_CONTEXT", "broken"),
            ][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - META/f526795c95399cea27c055c842c3d6ab018ed0fa4f66f701c28ab22dec28237b/meta.json is not the JSON it should be: EOF while parsing an object at line 2 column 0",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config-broken")][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - tests/cases/docker/config-broken/config.json is not the JSON it should be: EOF while parsing a value at line 2 column 0",
        ),
        (
            &[("DOCKER_CONFIG", "tests/cases/docker/config-lost")][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - there is no context \"lost\": tests/cases/docker/config-lost/contexts/meta/76f75e6129fe30135bd44d80ab7cc46fdba81907758dc808f3e2517beef2b1e9/meta.json is not there; \"docker context ls\" shows the names",
        ),
        (
            &[("DOCKER_CONTEXT", "x"), ("HOME", "")][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - context \"x\" cannot be looked up: neither DOCKER_CONFIG nor HOME is set",
        ),
        (
            &[("DOCKER_HOST", "ssh://root@127.0.0.1")][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - DOCKER_HOST \"ssh://root@127.0.0.1\": ssh:// is not supported here: name the API itself with tcp://, https:// or unix://",
        ),
        (
            &[("DOCKER_HOST", "tcp://127.0.0.1:x")][..],
            &[][..],
            3,
            "DOCKER_API UNKNOWN - DOCKER_HOST \"tcp://127.0.0.1:x\": \"x\" is no port: give a number from 1 to 65535",
        ),
        (
            &[("DOCKER_HOST", "unix:///no/such.sock")][..],
            &[][..],
            2,
            "DOCKER_API CRITICAL - there is no socket unix:///no/such.sock: the engine is down",
        ),
        (
            &[
                ("DOCKER_TLS_VERIFY", "0"),
                ("DOCKER_CERT_PATH", "tests/cases/docker/config"),
            ][..],
            &["tcp://127.0.0.1:1"][..],
            3,
            "DOCKER_API UNKNOWN - DOCKER_CERT_PATH tests/cases/docker/config holds none of ca.pem, cert.pem and key.pem",
        ),
        (
            &[
                ("DOCKER_TLS_VERIFY", "1"),
                ("DOCKER_CERT_PATH", "tests/cases/docker/half"),
            ][..],
            &["tcp://127.0.0.1:1"][..],
            3,
            "DOCKER_API UNKNOWN - tests/cases/docker/half/cert.pem is a certificate without its key beside it",
        ),
        (
            &[
                ("DOCKER_TLS_VERIFY", "1"),
                ("DOCKER_CERT_PATH", "tests/cases/docker/swapped"),
            ][..],
            &["tcp://127.0.0.1:1"][..],
            3,
            "DOCKER_API UNKNOWN - tests/cases/docker/swapped/cert.pem: it holds a private key where a certificate is needed: are certificate and key swapped?",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_check_docker_api"))
            .args(arguments)
            .env_clear()
            .envs(profile.clone())
            .env("HOME", "/no/such/home")
            .envs(variables.iter().copied())
            .output()
            .expect("the plugin starts");
        let stdout = String::from_utf8_lossy(&output.stdout);
        let expected = format!("{}\n", said.replace("META", META));
        assert_eq!(stdout, expected, "{variables:?} {arguments:?}");
        assert_eq!(output.status.code(), Some(exit_code), "{stdout}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}
