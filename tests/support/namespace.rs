//! Two network namespaces with a cable between them: a server in one, its clients in the other.
//!
//! On one machine a packet between two addresses of one namespace never passes a tun device, so
//! only this way does anything go through a tunnel. It wants root, or the root of a user namespace
//! (`scripts/with-tun`). An ordinary container, even with `NET_ADMIN`, allows no namespaces; one
//! with `--cap-add=SYS_ADMIN` does. A test that cannot have them has proved nothing, and fails.
//!
//! A namespace lives as long as a process in it, and the cable as long as both: nothing is left
//! behind, not even by a test that was killed.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock};

use super::plugin::{self, Run};
use super::programs;

/// Becomes the process that keeps the namespace.
const KEEP: &str = "ip link set lo up && echo kept && exec sleep infinity";
/// Either end of the cable.
const DEVICE: &str = "cable";
/// For tests of networks, RFC 2544.
const SERVER: Ipv4Addr = Ipv4Addr::new(198, 18, 0, 1);
const CLIENT: Ipv4Addr = Ipv4Addr::new(198, 18, 0, 2);

/// Whether this process may make namespaces.
static ARE_ALLOWED: LazyLock<bool> = LazyLock::new(|| {
    Command::new(programs::find("unshare", "util-linux"))
        .args(["--net", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
});

/// A network namespace; it is gone with its last clone.
#[derive(Clone, Debug)]
pub struct Namespace {
    keeper: Arc<Keeper>,
    address: Ipv4Addr,
}

/// Both ends of a cable.
pub struct Cable {
    pub server: Namespace,
    pub client: Namespace,
}

impl Cable {
    /// # Panics
    /// Where namespaces are not allowed.
    pub fn lay() -> Self {
        assert!(
            *ARE_ALLOWED,
            "no network namespaces here: run this as root, and a container with --cap-add=SYS_ADMIN"
        );
        let [server, client] = [SERVER, CLIENT].map(Namespace::with_address);
        let peer = client.keeper.0.id().to_string();
        server.ip(&[
            "link", "add", DEVICE, "type", "veth", "peer", "name", DEVICE, "netns", &peer,
        ]);
        for end in [&server, &client] {
            let address = format!("{}/30", end.address);
            end.ip(&["address", "add", &address, "dev", DEVICE]);
            end.ip(&["link", "set", DEVICE, "up"]);
        }
        Self { server, client }
    }

    /// Spoils both directions as `tc-netem` does: `["loss", "30%", "delay", "10ms"]`.
    ///
    /// # Errors
    /// The words of `tc`, on a kernel without netem. [`super::bad_line`] needs none.
    pub fn netem(&self, faults: &[&str]) -> Result<(), String> {
        let arguments = ["qdisc", "replace", "dev", DEVICE, "root", "netem"];
        for end in [&self.server, &self.client] {
            let output = end
                .command("tc", "iproute2")
                .args(arguments)
                .args(faults)
                .output()
                .expect("tc can be started");
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
        }
        Ok(())
    }
}

impl Namespace {
    /// Its address at the cable.
    pub fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// The words that have the rest of a command line run in here.
    pub fn enter(&self) -> [PathBuf; 2] {
        let namespace = format!("--net=/proc/{}/ns/net", self.keeper.0.id());
        [programs::find("nsenter", "util-linux"), namespace.into()]
    }

    /// A program that runs in here; `package` is what to install when it is nowhere.
    pub fn command(&self, program: &str, package: &str) -> Command {
        let [nsenter, namespace] = self.enter();
        let mut command = Command::new(nsenter);
        command.arg(namespace).arg(programs::find(program, package));
        command
    }

    /// [`plugin::check_openvpn`] in here.
    pub fn check_openvpn<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Run {
        let [nsenter, namespace] = self.enter();
        let mut words = vec![
            namespace.into_os_string(),
            env!("CARGO_BIN_EXE_check_openvpn").into(),
        ];
        words.extend(arguments.iter().map(|word| word.as_ref().to_owned()));
        let run = plugin::run(nsenter, &words);
        run.keeps_the_promises();
        run
    }

    /// Runs the lines of a shell in here, as `ip` and `nft` want it.
    ///
    /// # Panics
    /// When one of them fails.
    pub fn shell(&self, lines: &str) {
        let mut command = self.command("sh", "dash");
        let output = command.args(["-ec", lines]).output();
        let output = output.expect("a shell can be started");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{lines}: {complaint}");
    }

    /// Has another namespace at the other end of a cable, both ends up and without an address.
    pub fn connect(&self, device: &str, other: &Self, other_device: &str) {
        let peer = other.keeper.0.id().to_string();
        self.ip(&[
            "link",
            "add",
            device,
            "type",
            "veth",
            "peer",
            "name",
            other_device,
            "netns",
            &peer,
        ]);
        self.ip(&["link", "set", device, "up"]);
        other.ip(&["link", "set", other_device, "up"]);
    }

    /// A namespace with loopback alone; `address` is what it goes by.
    pub fn with_address(address: Ipv4Addr) -> Self {
        let mut keeper = Command::new(programs::find("setpriv", "util-linux"))
            .args(["--pdeathsig", "KILL"])
            .arg(programs::find("unshare", "util-linux"))
            .args(["--net", "sh", "-c", KEEP])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("setpriv can be started");
        let stdout = keeper.stdout.take().expect("stdout is a pipe");
        let mut line = String::new();
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("a pipe can be read");
        assert_eq!(line, "kept\n", "no network namespace");
        Self {
            keeper: Arc::new(Keeper(keeper)),
            address,
        }
    }

    fn ip(&self, arguments: &[&str]) {
        let status = self
            .command("ip", "iproute2")
            .args(arguments)
            .status()
            .expect("ip can be started");
        assert!(status.success(), "ip {arguments:?}: {status}");
    }
}

/// The process that keeps a namespace; dropping it kills it.
#[derive(Debug)]
struct Keeper(Child);

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
