//! What a probe of one address came to, in plain values for the judge.

use std::net::SocketAddr;
use std::time::Duration;

use crate::net::Trouble;

use super::config::Protection;
use super::session::visit::{Passage, Stage};
use super::session::{Answer, Conclusion, Fault};
use super::stream::{BadLength, Speaker};

/// How the probe of one address went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The address that was probed.
    pub address: SocketAddr,
    /// What ended the probe.
    pub ending: Ending,
    /// What lay behind the reset; none where nobody asked or no session could be started.
    pub passage: Option<Passage>,
    /// What other ways to ask came to, where they were tried.
    pub diagnosis: Option<Diagnosis>,
    /// Hellos sent.
    pub hellos: u32,
    /// Packets that came and were passed over.
    pub skipped: u32,
    /// From the start of the probe to its end.
    pub elapsed: Duration,
}

impl Verdict {
    /// Whether the server has done all that this stage asks of one.
    pub fn came_through(&self, stage: Stage) -> bool {
        let is_answered = matches!(self.ending, Ending::Answered(_));
        match (&self.passage, stage) {
            (_, Stage::Reset) => is_answered,
            (Some(passage), stage) => is_answered && passage.came_to(stage),
            (None, _) => false,
        }
    }
}

/// What other ways to ask a server came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// How many were tried.
    pub tried: usize,
    /// Those that it answers.
    pub wanted: Vec<Protection>,
}

/// What ended a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// A reply that counts.
    Answered(Answer),
    /// Replies came, none counts, and this is the most telling fault.
    Faulty(Fault),
    /// A valid reply came from an address that was not asked.
    Elsewhere {
        /// Where it came from.
        from: SocketAddr,
    },
    /// Nothing came; on TCP the connection stood.
    Silence,
    /// The TCP connection attempt got no answer.
    ConnectTimeout,
    /// The peer closed the TCP connection in order.
    Closed {
        /// From our hello to the end of the stream.
        after: Duration,
    },
    /// The peer tore the TCP connection down.
    Reset {
        /// From our hello to the reset.
        after: Duration,
    },
    /// The peer speaks another protocol, and this is how it started.
    OtherProtocol(Speaker, Vec<u8>),
    /// The stream announces a packet of a length that none has.
    BadLength(BadLength),
    /// The stream stops, or ends, in the middle of a packet.
    BrokenOff,
    /// The network, or this machine, answered instead of the peer.
    Trouble(Trouble),
}

impl Ending {
    /// What a probe comes to whose session concludes this and whose exchange ended like that. What
    /// came outweighs how it ended, unless the end says more about the peer than a reply that does
    /// not count.
    pub fn of(conclusion: Conclusion, ended: Self) -> Self {
        match (conclusion, ended) {
            (_, elsewhere @ Self::Elsewhere { .. }) => elsewhere,
            (Conclusion::Answered(answer), _) => Self::Answered(answer),
            (Conclusion::Faulty(fault), _) if fault.is_proven() => Self::Faulty(fault),
            (
                Conclusion::Faulty(fault),
                Self::Silence | Self::Closed { .. } | Self::Reset { .. } | Self::BrokenOff,
            ) => Self::Faulty(fault),
            (_, ended) => ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::{Kind, Proof};
    use super::*;

    #[test]
    fn what_came_outweighs_how_it_ended() {
        let answer = Answer {
            kind: Kind::Reset,
            proof: Proof::None,
            round_trip: Duration::ZERO,
            clock_offset: None,
        };
        let rumour = || Ending::Trouble(Trouble::HostUnreachable);
        let closed = || Ending::Closed {
            after: Duration::ZERO,
        };
        let from = "192.0.2.2:1194".parse().unwrap();
        let faulty = Conclusion::Faulty;
        for (conclusion, ended, ending) in [
            (
                Conclusion::Answered(answer),
                rumour(),
                Ending::Answered(answer),
            ),
            (
                Conclusion::Answered(answer),
                closed(),
                Ending::Answered(answer),
            ),
            (
                faulty(Fault::Unsigned),
                rumour(),
                Ending::Faulty(Fault::Unsigned),
            ),
            (
                faulty(Fault::OtherHalf),
                closed(),
                Ending::Faulty(Fault::OtherHalf),
            ),
            (faulty(Fault::Echo), rumour(), rumour()),
            (faulty(Fault::Echo), closed(), Ending::Faulty(Fault::Echo)),
            (
                faulty(Fault::Echo),
                Ending::BrokenOff,
                Ending::Faulty(Fault::Echo),
            ),
            (Conclusion::Nothing, closed(), closed()),
            (Conclusion::Nothing, Ending::Silence, Ending::Silence),
            (
                Conclusion::Nothing,
                Ending::Elsewhere { from },
                Ending::Elsewhere { from },
            ),
        ] {
            assert_eq!(Ending::of(conclusion, ended), ending);
        }
    }
}
