//! The addresses that a server hands out, a subnet of its own for each.

use std::fs;
use std::net::Ipv4Addr;
use std::process;
use std::sync::atomic::{AtomicU8, Ordering};

/// Subnets that this process has given away.
static TAKEN: AtomicU8 = AtomicU8::new(0);

/// How a server divides its subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// `topology subnet`: all of 10.x.y.0/24.
    Subnet,
    /// `topology net30`: four addresses a client.
    Net30,
    /// `topology subnet` with room for so many clients, two at least.
    Only(u8),
}

/// A subnet that nobody else on this machine has, as far as routes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(Ipv4Addr);

impl Network {
    pub fn fresh() -> Self {
        let routes = fs::read_to_string("/proc/net/route").unwrap_or_default();
        // Test processes side by side start at different ends.
        let side = u8::try_from(process::id() % 128).expect("below 128") | 0x80;
        for _ in 0..=u8::MAX {
            let network = Ipv4Addr::new(10, side, TAKEN.fetch_add(1, Ordering::Relaxed), 0);
            let as_route = format!("\t{:08X}\t", u32::from(network).swap_bytes());
            if !routes.contains(&as_route) {
                return Self(network);
            }
        }
        panic!("256 subnets are all taken");
    }

    /// The server's own address.
    pub fn server(self) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.0) + 1)
    }
}

impl Pool {
    pub(super) fn options(self, network: Network) -> String {
        let topology = match self {
            Self::Subnet | Self::Only(_) => "subnet",
            Self::Net30 => "net30",
        };
        let base = u32::from(network.0);
        match self {
            Self::Subnet | Self::Net30 => {
                format!("topology {topology}\nserver {} 255.255.255.0\n", network.0)
            }
            Self::Only(clients) => format!(
                "topology {topology}\nserver {} 255.255.255.0 nopool\nifconfig-pool {} {}\n",
                network.0,
                Ipv4Addr::from(base + 2),
                Ipv4Addr::from(base + 1 + u32::from(clients.clamp(2, 250))),
            ),
        }
    }
}
