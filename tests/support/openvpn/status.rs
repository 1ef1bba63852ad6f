//! The list of clients as a server writes it, version 1.
//!
//! Layout: OpenVPN `multi.c` (`multi_print_status`), as of 2.6.

/// What the list of clients begins with.
const HEAD: &str = "Common Name,Real Address,";
/// What comes after it.
const NEXT: &str = "ROUTING TABLE";
/// How a report ends.
pub const END: &str = "END\n";

/// The names in the list, `UNDEF` for a session without a login.
pub fn names(status: &str) -> Vec<String> {
    status
        .lines()
        .skip_while(|line| !line.starts_with(HEAD))
        .skip(1)
        .take_while(|line| *line != NEXT)
        .filter_map(|line| line.split(',').next())
        .map(str::to_owned)
        .collect()
}
