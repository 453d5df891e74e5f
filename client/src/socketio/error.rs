//! What can go wrong in a session.

/// Why something was not taken for sending. Nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// As much as [`Limits`](super::Limits) allows is waiting already: wait for the connection, or for answers.
    #[error("too much is waiting to be sent or answered; try again later")]
    BufferFull,
    /// The packet is larger than the server takes.
    #[error("the packet has {bytes} bytes and the server takes {max}; send less at once")]
    TooLarge {
        /// The size of the packet in bytes.
        bytes: usize,
        /// The largest size the server takes, in bytes.
        max: usize,
    },
    /// More attachments than [`Limits::attachments`](super::Limits::attachments); servers close the connection on them.
    #[error("the packet has more than {max} binary attachments; send them in several packets")]
    TooManyAttachments {
        /// How many there may be.
        max: usize,
    },
    /// The acknowledgement was asked for before the namespace was left, or the connection lost: nobody waits for it.
    #[error("the server does not wait for this acknowledgement any more")]
    TooLate,
    /// The payload cannot be written as JSON.
    #[error("the payload cannot be written as JSON: {0}")]
    InvalidPayload(#[from] serde_json::Error),
    /// The client's driver has ended: make a new client.
    #[error("the client has been shut down")]
    Closed,
}

/// Why a namespace cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NamespaceError {
    /// Its name does not begin with a slash, or holds a comma or a question mark, which end a name in the protocol.
    #[error("a namespace's name begins with a slash and holds neither a comma nor a question mark")]
    InvalidName,
    /// This client uses it already: clone its handle.
    #[error("the namespace is in use by this client already")]
    InUse,
    /// There are as many as [`Limits::namespaces`](super::Limits::namespaces) allows.
    #[error("too many namespaces on one connection; drop the handles of one")]
    TooMany,
    /// The client's driver has ended: make a new client.
    #[error("the client has been shut down")]
    Closed,
}

/// Why a request that was taken for sending has no answer. The server may or may not have carried it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestFailure {
    /// No answer came in time.
    #[error("no answer came in time")]
    Timeout,
    /// The connection was lost after the request was sent and before its answer came.
    #[error("the connection was lost before the answer came")]
    Disconnected,
}

/// A frame from the server that is not what the protocol allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Larger than [`Limits::frame_bytes`](super::Limits::frame_bytes).
    #[error("a frame is larger than the limit")]
    TooLarge,
    /// Not an Engine.IO packet, or not one that a server sends.
    #[error("not an Engine.IO packet")]
    Engine,
    /// An OPEN packet that is not the JSON object it should be.
    #[error("not an Engine.IO handshake")]
    Handshake,
    /// Not a Socket.IO packet.
    #[error("not a Socket.IO packet")]
    Header,
    /// The payload is not what a packet of this type carries.
    #[error("not the payload that this packet type carries")]
    Payload,
    /// A packet that is not allowed in this state, for example an event before the connection is established.
    #[error("a packet that is not allowed at this point")]
    Unexpected,
    /// More or larger attachments than [`Limits`](super::Limits) allows.
    #[error("more binary attachments than the limit")]
    TooManyAttachments,
}
