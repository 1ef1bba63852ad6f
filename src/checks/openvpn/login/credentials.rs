//! A username and a password, out of the two lines that `auth-user-pass` takes.
//!
//! Opens no file. Blanks belong to the values; of line ends, only CR and LF are taken off.
//!
//! Limits: OpenVPN `misc.h` (`USER_PASS_LEN`: 127 bytes, and far more in a build with PKCS#11 as most
//! distributions have it); lines: `misc.c` (`get_user_pass_cr`), as of 2.6. That both fit into one
//! message is checked where they are put into one.

use std::fmt;

use zeroize::Zeroizing;

/// What a server is logged in to with.
#[derive(Clone)]
pub struct Credentials {
    username: Zeroizing<String>,
    password: Zeroizing<String>,
}

impl Credentials {
    /// The longest username and the longest password, in bytes.
    pub const LONGEST: usize = 512;

    /// Takes both, neither of them empty.
    pub fn new(username: &str, password: &str) -> Result<Self, CredentialsError> {
        Ok(Self {
            username: checked(Field::Username, username)?,
            password: checked(Field::Password, password)?,
        })
    }

    /// Reads the username from the first line and the password from the second; further lines are
    /// passed over.
    pub fn parse(text: &str) -> Result<Self, CredentialsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(CredentialsError::NothingThere);
        }
        let mut lines = text.split('\n').map(|line| line.trim_end_matches('\r'));
        let username = lines.next().unwrap_or_default();
        let password = lines.next().unwrap_or_default();
        Self::new(username, password)
    }

    /// Of 1 to [`Self::LONGEST`] bytes.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Of 1 to [`Self::LONGEST`] bytes.
    pub fn password(&self) -> &str {
        &self.password
    }
}

fn checked(field: Field, value: &str) -> Result<Zeroizing<String>, CredentialsError> {
    if value.is_empty() {
        return Err(CredentialsError::Missing(field));
    }
    if value.len() > Credentials::LONGEST {
        return Err(CredentialsError::TooLong(field, value.len()));
    }
    match value.contains(['\0', '\n', '\r']) {
        true => Err(CredentialsError::ControlCharacter(field)),
        false => Ok(Zeroizing::new(value.to_owned())),
    }
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// On the first line.
    Username,
    /// On the second line.
    Password,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Username => "username",
            Self::Password => "password",
        })
    }
}

/// Why no server can be logged in to with this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsError {
    /// Not a character but blanks.
    NothingThere,
    /// The line is empty or is not there.
    Missing(Field),
    /// By its length in bytes.
    TooLong(Field, usize),
    /// A NUL, where the server's text would end, or half a line end within.
    ControlCharacter(Field),
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = Credentials::LONGEST;
        match self {
            Self::NothingThere => {
                f.write_str("it is empty; needed are a username and, below it, a password")
            }
            Self::Missing(Field::Username) => f.write_str("its first line, the username, is empty"),
            Self::Missing(Field::Password) => {
                f.write_str("its second line, the password, is missing or empty")
            }
            Self::TooLong(field, length) => write!(
                f,
                "the {field} has {length} bytes, of which {limit} are the limit"
            ),
            Self::ControlCharacter(field) => {
                write!(f, "the {field} contains a NUL or a stray carriage return")
            }
        }
    }
}

impl std::error::Error for CredentialsError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<(String, String), CredentialsError> {
        Credentials::parse(text)
            .map(|both| (both.username().to_owned(), both.password().to_owned()))
    }

    #[test]
    fn reads_two_lines_whatever_ends_them() {
        for text in [
            "monitor\nse cret ",
            "monitor\nse cret \n",
            "monitor\r\nse cret \r\n",
            "\u{feff}monitor\r\nse cret \r\n\r\n",
            "monitor\nse cret \na third line",
        ] {
            let expected = ("monitor".to_owned(), "se cret ".to_owned());
            assert_eq!(read(text), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn takes_as_much_as_openvpn_does() {
        let longest = "x".repeat(Credentials::LONGEST);
        assert!(read(&format!("{longest}\n{longest}")).is_ok());
        assert_eq!(
            read(&format!("{longest}x\n{longest}")),
            Err(CredentialsError::TooLong(Field::Username, 513))
        );
        assert_eq!(
            read(&format!("a\n{longest}\u{e9}")),
            Err(CredentialsError::TooLong(Field::Password, 514))
        );
    }

    #[test]
    fn names_what_is_wrong_and_never_quotes() {
        for (text, sentence) in [
            (
                "",
                "it is empty; needed are a username and, below it, a password",
            ),
            (
                "\u{feff} \r\n\n",
                "it is empty; needed are a username and, below it, a password",
            ),
            ("\nsecret\n", "its first line, the username, is empty"),
            (
                "monitor",
                "its second line, the password, is missing or empty",
            ),
            (
                "monitor\r\n\r\n",
                "its second line, the password, is missing or empty",
            ),
            (
                "a\0b\nsecret",
                "the username contains a NUL or a stray carriage return",
            ),
            (
                "a\nsec\rret",
                "the password contains a NUL or a stray carriage return",
            ),
            (
                &format!("a\n{}", "x".repeat(2000)),
                "the password has 2000 bytes, of which 512 are the limit",
            ),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), sentence, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_does_not_panic(text in any::<String>()) {
            let _ = Credentials::parse(&text);
        }

        #[test]
        fn what_is_written_is_read(username in "[^\0\r\n]{1,30}", password in "[^\0\r\n]{1,30}") {
            let text = format!("{username}\r\n{password}\n");
            // A byte order mark in front is taken off, and blanks alone are nothing.
            prop_assume!(!username.starts_with('\u{feff}') && !text.trim().is_empty());
            prop_assert_eq!(read(&text), Ok((username, password)));
        }
    }
}
