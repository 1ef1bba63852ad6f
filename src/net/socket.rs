//! Sockets set up the way probes need them.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use socket2::{Domain, Protocol, SockAddr, SockRef, Socket, Type};
use tokio::net::{TcpStream, UdpSocket};

use super::{Trouble, icmp, plain_words};

/// A UDP socket that hears `peer` alone, and what routers say about it.
pub fn connect_udp(peer: SocketAddr, source: Option<IpAddr>) -> Result<UdpSocket, Trouble> {
    let socket = datagram(peer, source)?;
    report_icmp(&socket, peer, true)?;
    let connected = socket.connect(&SockAddr::from(peer));
    connected.map_err(|error| routed(error.into(), source))?;
    Ok(UdpSocket::from_std(socket.into())?)
}

/// A UDP socket that hears everybody, for a peer that answers from another address.
pub fn open_udp(peer: SocketAddr, source: Option<IpAddr>) -> Result<UdpSocket, Trouble> {
    let unspecified = match peer {
        SocketAddr::V4(_) => IpAddr::from(Ipv4Addr::UNSPECIFIED),
        SocketAddr::V6(_) => IpAddr::from(Ipv6Addr::UNSPECIFIED),
    };
    let socket = datagram(peer, Some(source.unwrap_or(unspecified)))?;
    Ok(UdpSocket::from_std(socket.into())?)
}

/// A TCP connection whose every write leaves at once.
pub async fn connect_tcp(peer: SocketAddr, source: Option<IpAddr>) -> Result<TcpStream, Trouble> {
    let socket = bound(peer, source, Type::STREAM, Protocol::TCP)?;
    socket.set_tcp_nodelay(true)?;
    report_icmp(&socket, peer, true)?;
    if let Err(error) = socket.connect(&SockAddr::from(peer)) {
        if error.raw_os_error() != Some(libc::EINPROGRESS) {
            return Err(routed(error.into(), source));
        }
    }
    let stream = TcpStream::from_std(socket.into())?;
    stream.writable().await?;
    if let Some(error) = stream.take_error()? {
        return Err(routed(icmp::trouble(&stream, error), source));
    }
    // What routers say from here on is said in passing: what is lost is sent again.
    report_icmp(&SockRef::from(&stream), peer, false)?;
    Ok(stream)
}

/// A blackhole route and a source address that does not fit are one error to Linux.
fn routed(trouble: Trouble, source: Option<IpAddr>) -> Trouble {
    match trouble {
        Trouble::UnfitSource if source.is_none() => Trouble::NoRoute,
        trouble => trouble,
    }
}

fn datagram(peer: SocketAddr, source: Option<IpAddr>) -> io::Result<Socket> {
    bound(peer, source, Type::DGRAM, Protocol::UDP)
}

fn bound(
    peer: SocketAddr,
    source: Option<IpAddr>,
    kind: Type,
    protocol: Protocol,
) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(peer), kind, Some(protocol))?;
    socket.set_nonblocking(true)?;
    if peer.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    if let Some(source) = source {
        socket.bind(&SockAddr::from(SocketAddr::new(source, 0)))?;
    }
    Ok(socket)
}

/// Asks the kernel to report every ICMP error, not only those that it deems final, and to keep the
/// messages (`ip(7)`, `IP_RECVERR`): a router's "host unreachable" is worth telling.
#[cfg(target_os = "linux")]
#[allow(unsafe_code, reason = "one call into libc, argued for where it stands")]
fn report_icmp(socket: &Socket, peer: SocketAddr, on: bool) -> Result<(), Trouble> {
    use std::os::fd::AsRawFd;

    let (level, option) = match peer {
        SocketAddr::V4(_) => (libc::IPPROTO_IP, libc::IP_RECVERR),
        SocketAddr::V6(_) => (libc::IPPROTO_IPV6, libc::IPV6_RECVERR),
    };
    let on = libc::c_int::from(on);
    let length = libc::socklen_t::try_from(size_of_val(&on)).expect("an int is small");
    // SAFETY: the socket is open for the whole call, and `on` outlives it with the length given.
    let result = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw const on).cast(),
            length,
        )
    };
    if result == 0 {
        Ok(())
    } else {
        let error = io::Error::last_os_error();
        Err(Trouble::Local(plain_words(&error)))
    }
}

#[cfg(not(target_os = "linux"))]
fn report_icmp(_: &Socket, _: SocketAddr, _: bool) -> Result<(), Trouble> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free_port(address: &str) -> SocketAddr {
        std::net::UdpSocket::bind((address, 0))
            .unwrap()
            .local_addr()
            .unwrap()
    }

    #[tokio::test]
    async fn a_closed_udp_port_is_refused_at_once() {
        for address in ["127.0.0.1", "::1"] {
            let socket = connect_udp(free_port(address), None).unwrap();
            socket.send(b"x").await.unwrap();
            let error = socket.recv(&mut [0; 8]).await.unwrap_err();
            assert_eq!(Trouble::from(error), Trouble::Refused);
        }
    }

    #[tokio::test]
    async fn a_foreign_source_address_is_named_as_such() {
        let source = Some("192.0.2.77".parse().unwrap());
        let peer = free_port("127.0.0.1");
        assert_eq!(connect_udp(peer, source).err(), Some(Trouble::NoSuchSource));
        assert_eq!(
            connect_tcp(peer, source).await.err(),
            Some(Trouble::NoSuchSource)
        );
    }

    #[tokio::test]
    async fn a_closed_tcp_port_is_refused() {
        let peer = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        assert_eq!(connect_tcp(peer, None).await.err(), Some(Trouble::Refused));
    }
}
