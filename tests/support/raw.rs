//! A plain hello without the library: proof that a server of the harness is alive that does not
//! lean on the code under test.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

/// Longest wait for an answer that must come.
const PATIENCE: Duration = Duration::from_secs(10);
/// `P_CONTROL_HARD_RESET_CLIENT_V2`, key id 0.
const RESET_CLIENT_V2: u8 = 7 << 3;

/// A plain hard reset with a random session id.
pub fn hello() -> [u8; 14] {
    let mut packet = [0; 14];
    packet[0] = RESET_CLIENT_V2;
    getrandom::fill(&mut packet[1..9]).expect("the kernel gives random bytes");
    packet
}

/// A socket that talks to `server` alone.
pub fn udp_socket(server: SocketAddr) -> UdpSocket {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).expect("a port is free");
    socket.connect(server).expect("loopback is reachable");
    socket
        .set_read_timeout(Some(PATIENCE))
        .expect("a socket takes a timeout");
    socket
}

/// The answer to `packet` over UDP.
pub fn ask_udp(server: SocketAddr, packet: &[u8]) -> Vec<u8> {
    let socket = udp_socket(server);
    socket.send(packet).expect("the hello leaves");
    let mut reply = vec![0; 2048];
    let length = socket.recv(&mut reply).expect("the server answers");
    reply.truncate(length);
    reply
}

/// The first packet that answers `packet` over TCP; `None` when the server closes instead.
pub fn ask_tcp(server: SocketAddr, packet: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(server).expect("the server accepts");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a socket takes a timeout");
    let length = u16::try_from(packet.len()).expect("a hello is short");
    let frame = [&length.to_be_bytes(), packet].concat();
    stream.write_all(&frame).expect("the hello leaves");

    let mut length = [0; 2];
    match stream.read_exact(&mut length) {
        Ok(()) => {}
        Err(closed) if is_close(closed.kind()) => return None,
        Err(error) => panic!("neither an answer nor a close: {error}"),
    }
    let mut reply = vec![0; u16::from_be_bytes(length).into()];
    stream.read_exact(&mut reply).expect("the frame is whole");
    Some(reply)
}

fn is_close(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset)
}
