//! The ways out: by the word that the server understands, or abruptly.
//!
//! OpenVPN `forward.c` (`check_incoming_control_channel`), `push.c` (`server_exit_message`), `ssl.c`
//! (`tls_process`), as of 2.4 to 2.7.

use std::time::Duration;

use super::super::super::login::messages::EXIT;
use super::{LoginAnswer, Phase, Visit};

/// A TLS record with the fatal alert `handshake_failure`. It makes every server drop the session at
/// once: before and during a handshake as an alert, later since it is not encrypted.
pub(super) const FATAL_ALERT: [u8; 7] = [0x15, 3, 3, 0, 2, 2, 40];

/// How long the server may take to acknowledge that we leave, with one more try where that was lost.
const GOODBYE: Duration = Duration::from_millis(1500);

impl Visit<'_> {
    /// Leaves a server that has let us in or has answered otherwise.
    pub(super) fn say_goodbye(&mut self, now: Duration) {
        let knows_exit = match self.passage.login.as_ref().map(|login| &login.answer) {
            Some(LoginAnswer::Admitted(pushed)) => pushed.understands_exit(),
            Some(LoginAnswer::Pending(_)) | None => false,
            // It ends the session itself.
            Some(_) => {
                self.phase = Phase::Leaving { until: now };
                return;
            }
        };
        if !knows_exit {
            return self.leave_abruptly();
        }
        self.tls.write(EXIT);
        self.flush();
        self.phase = Phase::Leaving {
            until: now + GOODBYE,
        };
    }

    /// Leaves so that any server drops the session, whatever it was at.
    pub(super) fn leave_abruptly(&mut self) {
        self.channel.write(&FATAL_ALERT);
        self.phase = Phase::Over;
    }
}
