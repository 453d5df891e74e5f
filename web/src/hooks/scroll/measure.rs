//! Where a list is, and where the rows are in it. This looks and moves nothing.

use sociable_protocol::Seq;
use web_sys::Element;

use crate::dom::bottom_in;

/// How near its end a list counts as being at it, in CSS pixels.
const NEAR_END: f64 = 80.0;
/// How near an edge more is to be loaded, in CSS pixels: some frames of fast scrolling.
const NEAR_EDGE: f64 = 1_600.0;
/// How near an edge much more is to be loaded, in CSS pixels: whoever is there scrolls faster than rows come.
const CLOSE_EDGE: f64 = 600.0;
/// What is seen of a row that is not in sight, in CSS pixels, at most: nothing that one reads.
const SLIVER: f64 = 8.0;
/// Rows carry this attribute; anything else in the list is no anchor.
const ROW: &str = "data-row";

/// Where a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edges {
    /// At the end.
    pub(crate) at_end: bool,
    /// How near the start is, and with it what is before it.
    pub(crate) start: Nearness,
    /// How near the end is, and with it what is after it.
    pub(crate) end: Nearness,
}

impl Edges {
    /// Of a list at `place`; whether its last row is the last there is.
    pub(super) fn of(place: Place, complete: bool) -> Self {
        Self {
            at_end: place.to_end() <= NEAR_END && complete,
            start: Nearness::of(place.top),
            end: Nearness::of(place.to_end()),
        }
    }
}

/// How near an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// Nothing beyond it is wanted.
    Far,
    /// What is beyond it will be wanted soon.
    Near,
    /// It may be in sight with the next movement.
    Close,
}

impl Nearness {
    const fn of(pixels: f64) -> Self {
        if pixels < CLOSE_EDGE {
            Self::Close
        } else if pixels < NEAR_EDGE {
            Self::Near
        } else {
            Self::Far
        }
    }

    pub(crate) const fn is_near(self) -> bool {
        !matches!(self, Self::Far)
    }
}

/// Where a list was when it was last looked at, in CSS pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Place {
    /// How far it was scrolled.
    pub(super) top: f64,
    /// What there was to scroll through.
    pub(super) content: f64,
    /// How much of it one saw.
    pub(super) view: f64,
}

impl Place {
    pub(super) fn of(list: &Element) -> Self {
        Self { top: list.scroll_top().into(), content: list.scroll_height().into(), view: list.client_height().into() }
    }

    const fn most(self) -> f64 {
        self.content - self.view
    }

    pub(super) const fn to_end(self) -> f64 {
        self.most() - self.top
    }

    /// Where it was scrolled to, for a list that is at `now`: what the browser cut off, because the list cannot be scrolled as
    /// far any more, is not the reader's doing.
    pub(super) fn meant_by(self, now: Self) -> f64 {
        if self.top > now.most() { self.top } else { now.top }
    }

    pub(super) fn is_as_large_as(self, other: Self) -> bool {
        (self.content, self.view) == (other.content, other.view)
    }
}

/// How far the lower edge of `row` is from the start of what `list` scrolls: the same wherever it is scrolled to.
pub(super) fn bottom_within(row: &Element, list: &Element) -> f64 {
    bottom_in(row, list) + f64::from(list.scroll_top())
}

/// Whether the lower edge of `row` is in the upper half of what one sees of `list`.
pub(super) fn is_in_sight(row: &Element, list: &Element) -> bool {
    let at = bottom_in(row, list);
    row.is_connected() && at > 0.0 && at < f64::from(list.client_height()) / 2.0
}

/// The first row that one sees of `list`, whose rows are in `content`.
pub(super) fn first_row_in_sight(list: &Element, content: &Element) -> Option<Element> {
    row_ending_below(list.get_bounding_client_rect().top() + SLIVER, content)
}

/// The position of the last message that one sees of `list`; none where something else is there, or one without a position.
pub(super) fn last_seq_in_sight(list: &Element, content: &Element) -> Option<Seq> {
    let y = list.get_bounding_client_rect().bottom() - SLIVER;
    let row = row_ending_below(y, content)?;
    (row.get_bounding_client_rect().top() <= y).then(|| seq_of(&row))?
}

/// The first row that ends below this height of the window. The page is not asked what it shows there: to be asked, it
/// goes through all that it shows, which took longer than all else while scrolling.
fn row_ending_below(y: f64, content: &Element) -> Option<Element> {
    let children = content.children();
    // Days stand between the rows, but stick to the upper edge and are then not where they stand.
    let row_from = |from: u32, to: u32| {
        (from..to).find_map(|index| Some((index, children.item(index).filter(|child| child.has_attribute(ROW))?)))
    };
    let (mut from, mut to) = (0, children.length());
    while from < to {
        let middle = from.midpoint(to);
        match row_from(middle, to) {
            Some((index, row)) if row.get_bounding_client_rect().bottom() <= y => from = index + 1,
            _ => to = middle,
        }
    }
    row_from(from, children.length()).map(|(_, row)| row)
}

pub(super) fn seq_of(row: &Element) -> Option<Seq> {
    row.get_attribute("data-seq")?.parse().ok().map(Seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: f64 = 700.0;

    fn place(top: f64, content: f64) -> Place {
        Place { top, content, view: VIEW }
    }

    #[test]
    fn where_a_list_is_is_the_readers_doing() {
        assert_eq!(place(1_000.0, 2_200.0).meant_by(place(1_000.0, 2_700.0)), 1_000.0, "rows came");
        assert_eq!(place(1_000.0, 2_200.0).meant_by(place(900.0, 2_700.0)), 900.0, "and the reader went up");
        assert_eq!(
            place(1_000.0, 2_600.0).meant_by(place(1_100.0, 2_000.0)),
            1_100.0,
            "rows went, and the reader down"
        );
    }

    #[test]
    fn what_the_browser_cut_off_is_not() {
        assert_eq!(place(1_500.0, 2_700.0).meant_by(place(1_400.0, 2_100.0)), 1_500.0);
        assert_eq!(place(4_000.0, 5_000.0).meant_by(place(2_600.0, 3_300.0)), 4_000.0, "however far it was");
    }

    #[test]
    fn more_is_wanted_before_an_edge_is_in_sight() {
        let of = |pixels| Nearness::of(pixels);
        assert_eq!([of(0.0), of(1_000.0), of(5_000.0)], [Nearness::Close, Nearness::Near, Nearness::Far]);
    }
}
