//! A client, a router and a server, each in a namespace of its own.

use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::AsRawFd;
use std::thread;

use crate::support::namespace::Namespace;

/// The server, of the block for tests of networks, and of the one for documents.
pub const SERVER: Ipv4Addr = Ipv4Addr::new(198, 18, 1, 2);
pub const SERVER_V6: Ipv6Addr = Ipv6Addr::new(0x2001, 0xdb8, 1, 0, 0, 0, 0, 2);
pub const SERVERS: [IpAddr; 2] = [IpAddr::V4(SERVER), IpAddr::V6(SERVER_V6)];

/// Kept by whoever still has a run to make.
#[derive(Clone)]
pub struct Road {
    pub client: Namespace,
    pub router: Namespace,
    pub server: Namespace,
}

impl Road {
    /// # Panics
    /// Where namespaces are not allowed.
    pub fn build() -> Self {
        let [client, router] =
            [2, 1].map(|host| Namespace::with_address(Ipv4Addr::new(198, 18, 0, host)));
        let server = Namespace::with_address(SERVER);
        client.connect("out", &router, "left");
        router.connect("right", &server, "out");
        router.shell(
            "echo 1 > /proc/sys/net/ipv4/ip_forward
             echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
             # Many errors are sent in these tests.
             echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
             echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
             echo 100000 > /proc/sys/net/ipv4/icmp_msgs_per_sec
             ip address add 198.18.0.1/24 dev left
             ip address add 198.18.1.1/24 dev right
             ip address add 2001:db8:0::1/64 dev left nodad
             ip address add 2001:db8:1::1/64 dev right nodad",
        );
        for (end, net) in [(&client, 0), (&server, 1)] {
            end.shell(&format!(
                "ip address add 198.18.{net}.2/24 dev out
                 ip address add 2001:db8:{net}::2/64 dev out nodad
                 ip route add default via 198.18.{net}.1
                 ip -6 route add default via 2001:db8:{net}::1"
            ));
        }
        Self {
            client,
            router,
            server,
        }
    }

    /// Has the router, which otherwise forwards everything, keep to these rules of `nft` too.
    pub fn rule(&self, rules: &[String]) {
        let mut lines = String::from(
            "nft add table inet road\n\
             nft 'add chain inet road forward { type filter hook forward priority 0; }'\n",
        );
        for rule in rules {
            lines += &format!("nft 'add rule inet road forward {rule}'\n");
        }
        self.router.shell(&lines);
    }

    /// The words that have the rest of a command line run at the client's end.
    pub fn at_client(&self) -> [std::ffi::OsString; 2] {
        self.client.enter().map(std::path::PathBuf::into_os_string)
    }
}

/// Does something in a namespace: sockets, threads and processes are of there. Processes that end
/// with their thread end with this.
pub fn inside<T: Send>(namespace: &Namespace, act: impl FnOnce() -> T + Send) -> T {
    let [_, option] = namespace.enter();
    let option = option.display().to_string();
    let file = option.split_once('=').expect("an option with a value").1;
    let file = File::open(file).expect("a namespace can be opened");
    thread::scope(|scope| {
        let thread = scope.spawn(|| {
            // SAFETY: takes two numbers; the file is open for the whole call.
            let entered = unsafe { libc::setns(file.as_raw_fd(), libc::CLONE_NEWNET) };
            assert_eq!(entered, 0, "a namespace can be entered");
            act()
        });
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
