//! The variables of docker-socket-proxy that open or close something.
//!
//! Names and defaults: Tecnativa/docker-socket-proxy, `Dockerfile`.

use std::fmt;

macro_rules! sections {
    ($($(#[$doc:meta])* $variant:ident $name:literal)*) => {
        /// A variable of docker-socket-proxy that grants something.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Section { $($(#[$doc])* $variant,)* }

        impl Section {
            /// Every section, as the proxy's documentation orders them.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            /// The variable's name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

sections! {
    /// `/events`, granted by default.
    Events "EVENTS"
    /// `/_ping`, granted by default.
    Ping "PING"
    /// `/version`, granted by default.
    Version "VERSION"
    /// Methods other than GET and HEAD, in all sections.
    Post "POST"
    /// `/containers/ID/start`, with `POST` alone.
    AllowStart "ALLOW_START"
    /// `/containers/ID/stop`, with `POST` alone.
    AllowStop "ALLOW_STOP"
    /// `/containers/ID/stop`, `restart` and `kill`, with `POST` alone.
    AllowRestarts "ALLOW_RESTARTS"
    /// `/auth`.
    Auth "AUTH"
    /// `/build`.
    Build "BUILD"
    /// `/commit`.
    Commit "COMMIT"
    /// `/configs`.
    Configs "CONFIGS"
    /// `/containers`.
    Containers "CONTAINERS"
    /// `/distribution`.
    Distribution "DISTRIBUTION"
    /// `/exec`.
    Exec "EXEC"
    /// `/grpc`.
    Grpc "GRPC"
    /// `/images`.
    Images "IMAGES"
    /// `/info`.
    Info "INFO"
    /// `/networks`.
    Networks "NETWORKS"
    /// `/nodes`.
    Nodes "NODES"
    /// `/plugins`.
    Plugins "PLUGINS"
    /// `/secrets`.
    Secrets "SECRETS"
    /// `/services`.
    Services "SERVICES"
    /// `/session`.
    Session "SESSION"
    /// `/swarm`.
    Swarm "SWARM"
    /// `/system`.
    System "SYSTEM"
    /// `/tasks`.
    Tasks "TASKS"
    /// `/volumes`.
    Volumes "VOLUMES"
}

impl Section {
    /// The section of this name, in capitals as the proxy wants it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// Whether the proxy grants it unless told otherwise.
    pub fn is_on_by_default(self) -> bool {
        matches!(self, Self::Events | Self::Ping | Self::Version)
    }

    /// The section whose name looks most like this one.
    pub(super) fn nearest(name: &str) -> Self {
        let name: Vec<char> = name.to_uppercase().chars().take(32).collect();
        let distance = |section: &Self| distance(&name, section.name());
        Self::ALL
            .into_iter()
            .min_by_key(distance)
            .expect("there are sections")
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Letters to insert, leave out or exchange (Levenshtein).
fn distance(one: &[char], other: &str) -> usize {
    let mut row: Vec<usize> = (0..=one.len()).collect();
    for (above, letter) in other.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = above + 1;
        for column in 0..one.len() {
            let exchanged = diagonal + usize::from(one[column] != letter);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[one.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_what_was_meant() {
        for (name, meant) in [
            ("CONTAINER", Section::Containers),
            ("containers", Section::Containers),
            ("ALLOW_RESTART", Section::AllowRestarts),
            ("IMAGE", Section::Images),
            ("NETWORK", Section::Networks),
            ("VOLUME", Section::Volumes),
            ("_PING", Section::Ping),
            ("PSOT", Section::Post),
        ] {
            assert_eq!(Section::nearest(name), meant, "{name}");
        }
    }
}
