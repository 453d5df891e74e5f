//! Sociable's client side without a user interface.
pub mod chat;
pub mod socketio;
pub mod transport;
