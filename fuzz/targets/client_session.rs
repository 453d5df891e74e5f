#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| sociable_client::fuzzing::session(data));
