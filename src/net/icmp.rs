//! What a router has against our packets, by the ICMP message itself.
//!
//! Linux makes one errno of many messages: a firewall's "prohibited" and a loop's "time exceeded" are
//! `EHOSTUNREACH` like a machine that is off. A socket that asks for it keeps the messages for
//! itself (`ip(7)`, `IP_RECVERR`); TCP does since Linux 5.9, while it connects.
//!
//! Types and codes: RFC 792, RFC 1122, section 3.2.2.1, RFC 1812, section 5.2.7.1, and RFC 4443.

use std::io;

#[cfg(target_os = "linux")]
use std::os::fd::AsFd;

use super::Trouble;

/// What an error of a socket means.
#[cfg(target_os = "linux")]
pub fn trouble(socket: &impl AsFd, error: io::Error) -> Trouble {
    let message = error
        .raw_os_error()
        .and_then(|errno| queue::message(socket, errno));
    message
        .and_then(Message::means)
        .unwrap_or_else(|| Trouble::from(error))
}

/// What an error of a socket means.
#[cfg(not(target_os = "linux"))]
pub fn trouble<S>(_: &S, error: io::Error) -> Trouble {
    Trouble::from(error)
}

/// An ICMP message of either family.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Message {
    is_v6: bool,
    kind: u8,
    code: u8,
}

#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
impl Message {
    /// What it means; none of those that say no more than their errno.
    fn means(self) -> Option<Trouble> {
        Some(match (self.is_v6, self.kind, self.code) {
            (false, 3, 0 | 6 | 11) | (true, 1, 0) => Trouble::NoRoute,
            (false, 3, 1 | 7 | 8 | 12) | (true, 1, 2 | 3) => Trouble::HostUnreachable,
            (false, 3, 9 | 10 | 13) | (true, 1, 1 | 5 | 6) => Trouble::Prohibited,
            (false, 3, 14 | 15) => Trouble::Objection("precedence"),
            (false, 11, _) | (true, 3, _) => Trouble::Objection("time exceeded"),
            (true, 2, _) => Trouble::Objection("packet too big"),
            _ => return None,
        })
    }
}

#[cfg(target_os = "linux")]
mod queue {
    use std::mem::MaybeUninit;
    use std::os::fd::AsFd;

    use socket2::{MsgHdrMut, SockRef};

    use super::Message;

    /// Room for one message and whom it is from.
    const ROOM: usize = 256;
    /// Messages that are read at a time, whatever routers send.
    const MOST: usize = 64;
    /// `struct cmsghdr` as the kernel writes it: length, level, type.
    const HEADER: usize = size_of::<usize>() + 8;

    /// The newest message behind this errno. Takes all that the socket has kept.
    pub(super) fn message(socket: &impl AsFd, errno: i32) -> Option<Message> {
        let socket = SockRef::from(socket);
        let mut found = None;
        for _ in 0..MOST {
            let Some((room, length)) = next(&socket) else {
                break;
            };
            found = read(&room[..length], errno).or(found);
        }
        found
    }

    #[allow(unsafe_code, reason = "socket2 has no buffer of bytes that are there")]
    fn next(socket: &socket2::Socket) -> Option<([u8; ROOM], usize)> {
        let mut room = [MaybeUninit::new(0_u8); ROOM];
        let mut header = MsgHdrMut::new().with_control(&mut room);
        socket.recvmsg(&mut header, libc::MSG_ERRQUEUE).ok()?;
        let length = header.control_len().min(ROOM);
        // SAFETY: every byte was 0 before, and the kernel wrote whole bytes over some of them.
        Some((room.map(|byte| unsafe { byte.assume_init() }), length))
    }

    /// The ICMP message among control messages, where it made this errno: `struct
    /// sock_extended_err` begins with the errno, and the origin, type and code as a byte each.
    fn read(mut control: &[u8], errno: i32) -> Option<Message> {
        while let Some((length, rest)) = control.split_first_chunk() {
            let length = usize::from_ne_bytes(*length);
            let (level, rest) = rest.split_first_chunk()?;
            let (kind, _) = rest.split_first_chunk()?;
            let data = control.get(HEADER..length)?;
            let is_v6 = match (i32::from_ne_bytes(*level), i32::from_ne_bytes(*kind)) {
                (libc::IPPROTO_IP, libc::IP_RECVERR) => Some(false),
                (libc::IPPROTO_IPV6, libc::IPV6_RECVERR) => Some(true),
                _ => None,
            };
            if let (Some(is_v6), Some((number, &[origin, kind, code, ..]))) =
                (is_v6, data.split_first_chunk())
            {
                let is_icmp = [libc::SO_EE_ORIGIN_ICMP, libc::SO_EE_ORIGIN_ICMP6].contains(&origin);
                let is_meant = is_icmp && i32::from_ne_bytes(*number) == errno;
                return is_meant.then_some(Message { is_v6, kind, code });
            }
            control = control.get(length.next_multiple_of(size_of::<usize>())..)?;
        }
        None
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn control(level: i32, kind: i32, data: &[u8]) -> Vec<u8> {
            let mut bytes = (HEADER + data.len()).to_ne_bytes().to_vec();
            bytes.extend(level.to_ne_bytes());
            bytes.extend(kind.to_ne_bytes());
            bytes.extend(data);
            bytes.resize(bytes.len().next_multiple_of(size_of::<usize>()), 0);
            bytes
        }

        fn data(errno: i32, origin: u8, kind: u8, code: u8) -> Vec<u8> {
            let mut bytes = errno.to_ne_bytes().to_vec();
            bytes.extend([origin, kind, code, 0]);
            bytes.extend([0; 8 + 16]);
            bytes
        }

        #[test]
        fn finds_the_message_behind_an_error_and_nothing_else() {
            let v4 = (libc::IPPROTO_IP, libc::IP_RECVERR);
            let v6 = (libc::IPPROTO_IPV6, libc::IPV6_RECVERR);
            let message = |is_v6, kind, code| Some(Message { is_v6, kind, code });
            let of = |(level, kind): (i32, i32), data: &[u8]| control(level, kind, data);
            let filtered = of(v4, &data(libc::EHOSTUNREACH, 2, 3, 13));
            for (control, expected) in [
                (filtered.clone(), message(false, 3, 13)),
                (
                    of(v6, &data(libc::EHOSTUNREACH, 3, 3, 0)),
                    message(true, 3, 0),
                ),
                (
                    [of((1, 29), &[0; 13]), filtered.clone()].concat(),
                    message(false, 3, 13),
                ),
                (of(v4, &data(libc::EHOSTUNREACH, 1, 0, 0)), None),
                (of(v4, &data(libc::ECONNREFUSED, 2, 3, 3)), None),
                (of(v4, &[0; 7]), None),
                (filtered[..HEADER + 3].to_vec(), None),
                (vec![0; 64], None),
                (vec![0xff; 64], None),
                (Vec::new(), None),
            ] {
                assert_eq!(read(&control, libc::EHOSTUNREACH), expected, "{control:?}");
            }
        }

        #[tokio::test]
        async fn the_kernels_own_messages_are_read() {
            let closed = |address: &str| {
                let socket = std::net::UdpSocket::bind((address, 0)).unwrap();
                socket.local_addr().unwrap()
            };
            for (address, expected) in [("127.0.0.1", (false, 3, 3)), ("::1", (true, 1, 4))] {
                let socket = crate::net::connect_udp(closed(address), None).unwrap();
                socket.send(b"x").await.unwrap();
                socket.recv(&mut [0; 8]).await.unwrap_err();
                let (is_v6, kind, code) = expected;
                let expected = Some(Message { is_v6, kind, code });
                assert_eq!(message(&socket, libc::ECONNREFUSED), expected);
                assert_eq!(message(&socket, libc::ECONNREFUSED), None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firewall_a_loop_and_a_machine_that_is_off_are_told_apart() {
        let message = |is_v6, kind, code| Message { is_v6, kind, code }.means();
        for code in [9, 10, 13] {
            assert_eq!(message(false, 3, code), Some(Trouble::Prohibited));
        }
        for code in [1, 5, 6] {
            assert_eq!(message(true, 1, code), Some(Trouble::Prohibited));
        }
        let expired = Some(Trouble::Objection("time exceeded"));
        assert_eq!(
            (message(false, 11, 0), message(true, 3, 0)),
            (expired.clone(), expired)
        );
        let off = Some(Trouble::HostUnreachable);
        assert_eq!(
            (message(false, 3, 1), message(true, 1, 3)),
            (off.clone(), off)
        );
        let unrouted = Some(Trouble::NoRoute);
        assert_eq!(
            (message(false, 3, 0), message(true, 1, 0)),
            (unrouted.clone(), unrouted)
        );
        // What has an errno of its own.
        for (is_v6, kind, code) in [(false, 3, 3), (false, 3, 4), (false, 12, 0), (true, 1, 4)] {
            assert_eq!(message(is_v6, kind, code), None);
        }
    }
}
