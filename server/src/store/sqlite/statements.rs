//! The one way to write SQL in this store.

/// Declares SQL beside the code that uses it, as constants; and lists them for the test that asks SQLite how it would
/// carry each of them out, so that no query goes without its index.
///
/// Parameters are numbered, and a text may hold several statements over the same parameters: the database is on a thread
/// of its own, so what can go there in one message should.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(super) const $name: &str = $sql;)*

        /// Every statement of this module with its name.
        #[cfg(test)]
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}

pub(super) use statements;
