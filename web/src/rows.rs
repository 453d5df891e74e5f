//! From messages to the rows of the list: which begin a day, which belong to one run, where the unread ones start.

/// How long after a message the next one of the same person still belongs to its run, in milliseconds.
const RUN_MS: i64 = 5 * 60_000;

/// What there is to know of a message to place it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed<A, D> {
    /// Who wrote it.
    pub(crate) author: A,
    /// When, in milliseconds.
    pub(crate) at: i64,
    /// On which local day.
    pub(crate) day: D,
    /// Whether the unread ones start with it.
    pub(crate) first_unread: bool,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// It is the first of its day.
    pub(crate) starts_day: bool,
    /// The unread ones start with it.
    pub(crate) first_unread: bool,
    /// It is the first of its run.
    pub(crate) starts_run: bool,
    /// It is the last of its run.
    pub(crate) ends_run: bool,
}

/// Places `messages`, which are in order.
///
/// A run is what one person writes in a row: on one day, without a longer pause, and not across the line that marks
/// the unread ones.
pub(crate) fn place<A: PartialEq, D: PartialEq>(messages: &[Placed<A, D>]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(messages.len());
    let mut before: Option<&Placed<A, D>> = None;
    for message in messages {
        let starts_day = before.is_none_or(|before| before.day != message.day);
        let continues =
            before.is_some_and(|before| before.author == message.author && message.at - before.at <= RUN_MS);
        let starts_run = starts_day || message.first_unread || !continues;
        if let Some(last) = places.last_mut() {
            last.ends_run = starts_run;
        }
        places.push(Place { starts_day, first_unread: message.first_unread, starts_run, ends_run: true });
        before = Some(message);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(messages: &[(char, i64, u8)]) -> String {
        let placed: Vec<_> = messages
            .iter()
            .map(|&(author, minutes, day)| Placed { author, at: minutes * 60_000, day, first_unread: false })
            .collect();
        let mark = |place: &Place| match (place.starts_day, place.starts_run, place.ends_run) {
            (true, _, true) => "|()",
            (true, _, false) => "|(",
            (false, true, true) => "()",
            (false, true, false) => "(",
            (false, false, true) => ")",
            (false, false, false) => "-",
        };
        place(&placed).iter().map(mark).collect()
    }

    #[test]
    fn a_run_is_of_one_person_without_a_pause_longer_than_five_minutes() {
        assert_eq!(runs(&[('a', 0, 1), ('a', 5, 1), ('a', 10, 1)]), "|(-)");
        assert_eq!(runs(&[('a', 0, 1), ('a', 6, 1)]), "|()()");
        assert_eq!(runs(&[('a', 0, 1), ('b', 1, 1), ('a', 2, 1), ('a', 3, 1)]), "|()()()");
    }

    #[test]
    fn a_day_starts_a_run() {
        assert_eq!(runs(&[('a', 0, 1), ('a', 1, 2)]), "|()|()");
        assert_eq!(runs(&[]), "");
    }

    #[test]
    fn the_unread_line_divides_a_run() {
        let message = |first_unread| Placed { author: 'a', at: 0, day: 1, first_unread };
        let places = place(&[message(false), message(true), message(false)]);
        assert_eq!(places.iter().map(|place| place.starts_run).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(places.iter().map(|place| place.ends_run).collect::<Vec<_>>(), [true, false, true]);
    }
}
