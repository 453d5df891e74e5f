//! Several people in a few words: who has read something, who reacted.

use crate::strings;

/// Most names that are written out; the rest is a number.
const NAMED: usize = 3;

/// `names` of altogether `count` people: "Ada, Ben and 3 others". Nothing where there is nobody.
pub(super) fn listed(names: &[&str], count: usize) -> String {
    // One more name takes no more room than "and 1 other".
    let fit = if count <= NAMED { NAMED } else { NAMED - 1 };
    let named = names.get(..fit).unwrap_or(names);
    let others = count.saturating_sub(named.len());
    match (named, others) {
        ([], 0) => String::new(),
        ([], count) => strings::names_only_count(count),
        ([one], 0) => (*one).to_owned(),
        ([one, two], 0) => strings::names_two(one, two),
        ([one, two, three, ..], 0) => strings::names_three(one, two, three),
        ([one], others) => strings::names_and_others(others, one),
        ([one, two, ..], others) => strings::names_and_others(others, &strings::names_pair(one, two)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_to_three_people_are_named() {
        assert_eq!(listed(&[], 0), "");
        assert_eq!(listed(&["Ada"], 1), "Ada");
        assert_eq!(listed(&["Ada", "Ben"], 2), "Ada and Ben");
        assert_eq!(listed(&["Ada", "Ben", "Zoe"], 3), "Ada, Ben and Zoe");
    }

    #[test]
    fn more_people_are_two_names_and_a_number() {
        assert_eq!(listed(&["Ada", "Ben", "Zoe", "Eve"], 4), "Ada, Ben and 2 others");
        assert_eq!(listed(&["Ada", "Ben", "Zoe"], 30), "Ada, Ben and 28 others");
    }

    #[test]
    fn people_whose_names_are_not_known_are_counted() {
        assert_eq!(listed(&["Ada"], 2), "Ada and 1 other");
        assert_eq!(listed(&[], 1), "1 person");
        assert_eq!(listed(&[], 5), "5 people");
    }
}
