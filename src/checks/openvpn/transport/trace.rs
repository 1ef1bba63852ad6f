//! What `-v`, `-vv` and `-vvv` show of a probe.

use std::time::Duration;

/// Lines about one address, as many as the verbosity asks for and memory bears.
pub struct Trace {
    verbosity: u8,
    lines: Vec<String>,
    left_out: usize,
}

impl Trace {
    const LONGEST: usize = 60;
    const HEX: usize = 1280;
    /// Bytes of a packet on one line.
    const A_LINE: usize = 64;

    /// 0 keeps nothing, 1 stages, 2 packets too, 3 their bytes too.
    pub fn new(verbosity: u8) -> Self {
        Self {
            verbosity,
            lines: Vec::new(),
            left_out: 0,
        }
    }

    /// Notes a step, `at` counting from the start of the probe.
    pub(super) fn stage(&mut self, at: Duration, text: impl FnOnce() -> String) {
        if self.verbosity >= 1 {
            self.push(at, text);
        }
    }

    /// Notes a packet.
    pub(super) fn packet(
        &mut self,
        at: Duration,
        verb: &str,
        packet: &[u8],
        describe: impl FnOnce() -> String,
    ) {
        if self.verbosity >= 2 {
            self.push(at, || {
                format!("{verb} {} bytes: {}", packet.len(), describe())
            });
        }
        if self.verbosity >= 3 {
            let shown = &packet[..packet.len().min(Self::HEX)];
            for piece in shown.chunks(Self::A_LINE) {
                self.push(at, || {
                    let hex: String = piece.iter().map(|byte| format!("{byte:02x}")).collect();
                    format!("bytes {hex}")
                });
            }
        }
    }

    /// The lines, oldest first.
    pub fn into_lines(mut self) -> Vec<String> {
        if self.left_out > 0 {
            self.lines
                .push(format!("{} further lines left out", self.left_out));
        }
        self.lines
    }

    /// A line that is left out is not put into words either: a flood has many of them.
    fn push(&mut self, at: Duration, text: impl FnOnce() -> String) {
        if self.lines.len() < Self::LONGEST {
            self.lines
                .push(format!("{:9.3} ms {}", at.as_secs_f64() * 1e3, text()));
        } else {
            self.left_out += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(verbosity: u8) -> Vec<String> {
        let mut trace = Trace::new(verbosity);
        let at = Duration::from_micros(1500);
        trace.stage(at, || "connected".into());
        trace.packet(at, "sent", &[0x38, 0xff], || "a hello".into());
        trace.into_lines()
    }

    #[test]
    fn each_v_adds_a_layer() {
        let stage = "    1.500 ms connected";
        let packet = "    1.500 ms sent 2 bytes: a hello";
        let hex = "    1.500 ms bytes 38ff";
        assert_eq!(trace(0), [""; 0]);
        assert_eq!(trace(1), [stage]);
        assert_eq!(trace(2), [stage, packet]);
        assert_eq!(trace(3), [stage, packet, hex]);
    }

    #[test]
    fn a_flood_is_counted_and_not_kept() {
        let mut trace = Trace::new(1);
        (0..1000).for_each(|_| trace.stage(Duration::ZERO, || "x".into()));
        let lines = trace.into_lines();
        assert_eq!(lines.len(), 61);
        assert_eq!(lines[60], "940 further lines left out");
    }
}
