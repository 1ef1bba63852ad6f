//! Who may open the socket in the file system.

use crate::outcome::Finding;

use super::super::config::SocketFile;

/// Looks at owner, group and mode.
pub(super) fn finding(place: &str, socket: &SocketFile) -> Finding {
    let SocketFile {
        is_socket,
        mode,
        owner,
        group,
    } = socket;
    let held = format!("owner {owner}, group {group}, mode {mode:04o}");
    match (is_socket, mode & 0o002 != 0) {
        (false, _) => Finding::critical(format!("{place} is no socket ({held})")),
        (true, true) => Finding::critical(format!(
            "{place} is open to every user of this machine ({held}): a Docker API is root"
        )),
        (true, false) => Finding::note(format!("{place}: {held}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::outcome::State;

    use super::*;

    #[test]
    fn a_socket_that_anybody_may_open_is_critical() {
        for (mode, state) in [
            (0o660, State::Ok),
            (0o600, State::Ok),
            (0o666, State::Critical),
            (0o662, State::Critical),
        ] {
            let socket = SocketFile {
                is_socket: true,
                mode,
                owner: "root".into(),
                group: "docker".into(),
            };
            assert_eq!(finding("unix:///x", &socket).state(), state, "{mode:o}");
        }
    }
}
