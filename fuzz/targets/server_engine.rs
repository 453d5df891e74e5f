#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sociable::fuzzing::engine(data));
