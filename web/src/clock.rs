//! What time it is, and how times are written: in the reader's language and time zone, by the browser's own `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use sociable_protocol::Timestamp;
use wasm_bindgen::JsValue;

use crate::dom::window;
use crate::i18n::Language;
use crate::strings;

/// A day in the reader's time zone, counted from some day.
pub(crate) type Day = i64;

const DAY_MS: f64 = 86_400_000.0;

/// The time now. It never goes back while the page is open, as the wall clock may.
pub(crate) fn now() -> Timestamp {
    let millis =
        window().performance().map_or_else(Date::now, |performance| performance.time_origin() + performance.now());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds of this era fit, and a timestamp clamps the rest"
    )]
    Timestamp::from_millis(millis as i64)
}

/// Knows the local day of an instant; made for asking about many instants in order, most of them of one day.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    /// The day asked about last: its number, and the milliseconds at which it and the next one begin.
    last: Option<(Day, f64, f64)>,
}

impl Calendar {
    /// The local day of `time`.
    pub(crate) fn day_of(&mut self, time: Timestamp) -> Day {
        let at = millis(time);
        match self.last {
            Some((day, from, until)) if (from..until).contains(&at) => day,
            _ => {
                let found @ (day, ..) = day_around(time);
                self.last = Some(found);
                day
            }
        }
    }
}

/// The local day of `time`, and where it begins and ends. A day need not have 24 hours.
fn day_around(time: Timestamp) -> (Day, f64, f64) {
    let date = date(time);
    let (year, month, day) = (date.get_full_year(), date.get_month(), date.get_date());
    let midnight = |day: u32| Date::new_with_year_month_day(year, signed(month), signed(day)).get_time();
    // The local date taken as one of UTC is a whole number of days, whatever the zone and its clock changes.
    let number = Date::utc(f64::from(year), f64::from(month)) / DAY_MS + f64::from(day);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of days")]
    let number = number as Day;
    (number, midnight(day), midnight(day + 1))
}

fn signed(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The local day of an instant.
pub(crate) fn day_of(time: Timestamp) -> Day {
    Calendar::default().day_of(time)
}

/// The time of day: `14:05`.
pub(crate) fn time_of_day(time: Timestamp) -> String {
    FORMATS.with(|formats| formats.time.format(time))
}

/// Date and time in full, with seconds.
pub(crate) fn in_full(time: Timestamp) -> String {
    FORMATS.with(|formats| formats.full.format(time))
}

/// The day as it stands between messages: `Today`, `Yesterday`, else the date.
pub(crate) fn day_label(time: Timestamp, today: Day) -> String {
    match today - day_of(time) {
        0 => strings::today().to_owned(),
        1 => strings::yesterday().to_owned(),
        age if age < 300 => FORMATS.with(|formats| formats.day.format(time)),
        _ => FORMATS.with(|formats| formats.day_and_year.format(time)),
    }
}

/// The shortest that says when: the time of day, `Yesterday`, the day of the week, else the date.
pub(crate) fn stamp(time: Timestamp, today: Day) -> String {
    match today - day_of(time) {
        // A server's clock may be ahead, over midnight.
        ..=0 => time_of_day(time),
        1 => strings::yesterday().to_owned(),
        2..=6 => FORMATS.with(|formats| formats.weekday.format(time)),
        age if age < 300 => FORMATS.with(|formats| formats.short_day.format(time)),
        _ => FORMATS.with(|formats| formats.short_date.format(time)),
    }
}

/// Milliseconds until the next local midnight.
pub(crate) fn until_midnight() -> u32 {
    let now = date(now());
    let hours = 23 - now.get_hours().min(23);
    let minutes = 59 - now.get_minutes().min(59);
    let seconds = 60 - now.get_seconds().min(59);
    ((hours * 60 + minutes) * 60 + seconds) * 1_000
}

#[expect(clippy::cast_precision_loss, reason = "a timestamp ends with the year 9999, far below 2^53")]
fn millis(time: Timestamp) -> f64 {
    time.as_millis() as f64
}

fn date(time: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(millis(time)))
}

thread_local! {
    static FORMATS: Formats = Formats::default();
}

/// Making a formatter takes longer than formatting a hundred times with it.
struct Formats {
    time: Format,
    full: Format,
    day: Format,
    day_and_year: Format,
    weekday: Format,
    short_day: Format,
    short_date: Format,
}

impl Default for Formats {
    fn default() -> Self {
        Self {
            time: Format::new(&[("timeStyle", "short")]),
            full: Format::new(&[("dateStyle", "full"), ("timeStyle", "medium")]),
            day: Format::new(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
            day_and_year: Format::new(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            weekday: Format::new(&[("weekday", "short")]),
            short_day: Format::new(&[("day", "numeric"), ("month", "short")]),
            short_date: Format::new(&[("dateStyle", "short")]),
        }
    }
}

struct Format {
    options: &'static [(&'static str, &'static str)],
    /// For the language that was in use when it was made.
    function: RefCell<Option<(Language, Function)>>,
}

impl Format {
    const fn new(options: &'static [(&'static str, &'static str)]) -> Self {
        Self { options, function: RefCell::new(None) }
    }

    fn format(&self, time: Timestamp) -> String {
        let text = self.function().and_then(|format| format.call1(&JsValue::UNDEFINED, &date(time)).ok()?.as_string());
        // A browser without `Intl` still shows a time that is right.
        text.unwrap_or_else(|| time.to_string())
    }

    fn function(&self) -> Option<Function> {
        let language = Language::current();
        let mut function = self.function.borrow_mut();
        if let Some((_, known)) = function.as_ref().filter(|(made_for, _)| *made_for == language) {
            return Some(known.clone());
        }
        let options = Object::new();
        for (key, value) in self.options {
            Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value)).ok()?;
        }
        let locales = Array::of1(&JsValue::from_str(&language.locale()));
        let made = Intl::DateTimeFormat::new(&locales, &options).format();
        *function = Some((language, made.clone()));
        Some(made)
    }
}
