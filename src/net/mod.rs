//! Names, addresses and sockets: everything a check needs of the network below its own protocol.

mod host;
mod icmp;
mod resolve;
mod socket;
mod trouble;

pub use host::{Family, Host, HostError};
pub use icmp::trouble;
pub use resolve::{ResolveError, resolve};
pub use socket::{connect_tcp, connect_udp, open_udp};
pub use trouble::{Trouble, plain_words};
