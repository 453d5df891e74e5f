//! A piece of what a client sends, on its way through. It is copied only where something in it changes.

/// Bytes that came in together.
pub(super) struct Chunk<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
    /// What stands for all up to `rest`, where that is not what came in.
    instead: Option<Vec<u8>>,
}

impl<'a> Chunk<'a> {
    pub(super) const fn new(whole: &'a [u8]) -> Self {
        Self { whole, rest: whole, instead: None }
    }

    /// What is still to be looked at.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Passes so many bytes as they are, at most the rest.
    pub(super) fn pass(&mut self, count: usize) {
        let (passed, rest) = self.rest.split_at(count.min(self.rest.len()));
        if let Some(instead) = &mut self.instead {
            instead.extend(passed);
        }
        self.rest = rest;
    }

    /// Puts these in the place of the next byte.
    pub(super) fn replace(&mut self, with: impl Iterator<Item = u8>) {
        let passed = self.whole.len() - self.rest.len();
        let before = self.whole.get(..passed).unwrap_or_default();
        self.instead.get_or_insert_with(|| before.to_vec()).extend(with);
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// What stands for the whole; `None` where it passed as it is.
    pub(super) fn finish(mut self) -> Option<Vec<u8>> {
        self.pass(usize::MAX);
        self.instead
    }
}
