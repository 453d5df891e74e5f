//! A short sound, made on the spot: there is nothing to download.

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, OscillatorType};

/// Two notes, in Hz, and when each begins, in seconds.
const NOTES: [(f32, f64); 2] = [(660.0, 0.0), (880.0, 0.11)];
const LENGTH: f64 = 0.22;
const LOUDNESS: f32 = 0.12;

/// Plays it. Browsers allow that once the page has been touched.
pub(crate) fn chime() {
    if let Err(error) = play() {
        gloo_console::debug!("no sound:", error);
    }
}

fn play() -> Result<(), JsValue> {
    let context = AudioContext::new()?;
    let now = context.current_time();
    for (frequency, after) in NOTES {
        let (note, gain) = (context.create_oscillator()?, context.create_gain()?);
        note.set_type(OscillatorType::Sine);
        note.frequency().set_value(frequency);
        gain.gain().set_value_at_time(LOUDNESS, now + after)?;
        gain.gain().exponential_ramp_to_value_at_time(0.001, now + after + LENGTH)?;
        note.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        note.start_with_when(now + after)?;
        note.stop_with_when(now + after + LENGTH)?;
    }
    Ok(())
}
