//! Files that are at hand, and files that turned out to be broken.

use alloc::{rc::Rc, string::String, vec::Vec};
use hushset_core::lookup::Request;

/// What is known of a site's files.
#[derive(Default)]
pub(crate) struct Files {
    // A page asks for a handful of files; maps would be a tenth of the module.
    held: Vec<(String, Rc<Vec<u8>>)>,
    suspect: Vec<String>,
}

impl Files {
    /// The bytes of a file that came before and was sound.
    pub(crate) fn held(&self, path: &str) -> Option<Rc<Vec<u8>>> {
        self.held.iter().find(|(held, _)| held == path).map(|(_, bytes)| Rc::clone(bytes))
    }

    /// Whether a file came broken: the browser's cache may hold it for a year, so it must not be asked.
    pub(crate) fn is_suspect(&self, path: &str) -> bool {
        self.suspect.iter().any(|suspect| suspect == path)
    }

    /// Takes in the files of a run that came to a result (`sound`) or did not.
    pub(crate) fn learn(&mut self, fetched: Vec<(Request, Option<Vec<u8>>)>, sound: bool) {
        for (request, bytes) in fetched {
            match bytes {
                Some(bytes) if sound => {
                    self.suspect.retain(|suspect| *suspect != request.path);
                    if !request.is_mutable() {
                        self.held.push((request.path, Rc::new(bytes)));
                    }
                }
                _ => self.suspect.push(request.path),
            }
        }
    }
}
