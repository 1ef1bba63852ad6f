//! What an option names, read: a file of the command line, a file of the profile or a block in it.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::files::read;

use super::super::profile::{Profile, Source};
use super::{ConfigError, Origin};

/// A profile and where it stands.
pub(super) struct Loaded<'a> {
    pub(super) path: &'a Path,
    pub(super) profile: Profile,
}

impl Loaded<'_> {
    /// A file that the profile names. One with a relative name is looked for beside the profile
    /// first, and then where OpenVPN looks: in the folder of `cd`, and in the current one.
    pub(super) fn find(&self, file: &Path) -> PathBuf {
        let beside = self.path.parent().unwrap_or(Path::new(""));
        let folders = match &self.profile.folder {
            Some(folder) => vec![beside.to_owned(), beside.join(folder), folder.clone()],
            None => vec![beside.to_owned()],
        };
        let places = folders.iter().map(|folder| folder.join(file));
        let mut places = places.chain([file.to_owned()]);
        places
            .find(|place| place.exists())
            .unwrap_or_else(|| beside.join(file))
    }

    /// The content of an option of the profile.
    pub(super) fn read(
        &self,
        option: &'static str,
        source: &Source,
    ) -> Result<Content, ConfigError> {
        match source {
            Source::Inline(text) => Ok(Content {
                origin: Origin::Profile(self.path.to_owned(), option, None),
                bytes: Zeroizing::new(text.as_bytes().to_vec()),
            }),
            Source::File(file) => {
                let file = self.find(file);
                let origin = Origin::Profile(self.path.to_owned(), option, Some(file.clone()));
                Content::of_file(origin, &file)
            }
        }
    }
}

/// What was read, and where it is from.
pub(super) struct Content {
    pub(super) origin: Origin,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

impl Content {
    fn of_file(origin: Origin, path: &Path) -> Result<Self, ConfigError> {
        match read(path) {
            Ok(bytes) => Ok(Self { origin, bytes }),
            Err(error) => Err(ConfigError::File(origin, error)),
        }
    }

    /// The content of a file that an option of the command line names.
    pub(super) fn of_option(option: &'static str, path: &Path) -> Result<Self, ConfigError> {
        Self::of_file(Origin::Option(option, path.to_owned()), path)
    }

    /// The file of the option if there is one, and else what the profile has.
    pub(super) fn either(
        (option, path): (&'static str, Option<&PathBuf>),
        loaded: Option<&Loaded<'_>>,
        (name, source): (&'static str, Option<&Source>),
    ) -> Result<Option<Self>, ConfigError> {
        match (path, loaded, source) {
            (Some(path), ..) => Self::of_option(option, path).map(Some),
            (None, Some(loaded), Some(source)) => loaded.read(name, source).map(Some),
            _ => Ok(None),
        }
    }

    /// The text, which a key file has to be.
    pub(super) fn text(&self) -> Result<&str, ConfigError> {
        std::str::from_utf8(&self.bytes)
            .map_err(|_| ConfigError::File(self.origin.clone(), crate::files::FileError::NotText))
    }
}
