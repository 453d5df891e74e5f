//! The few frames that a WebSocket exchanges before its session goes over to it: each of a few bytes, none fragmented.
//!
//! They are read byte by byte and not by a codec, because a codec reads ahead, and what comes behind them is the engine's.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Bit of the first byte: the message is complete.
const COMPLETE: u8 = 0x80;
/// Bit of the second: the payload is masked, as a client has to.
const MASKED: u8 = 0x80;
/// Most that a frame has without saying its length in further bytes.
const SHORT: u8 = 125;

pub(super) const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// The next text message of a client. Pings before it are answered.
pub(super) async fn read_text<S: AsyncRead + AsyncWrite + Unpin>(connection: &mut S) -> io::Result<Vec<u8>> {
    loop {
        let [first, second] = read(connection).await?;
        let length = second & !MASKED;
        if first & !0xf != COMPLETE || second & MASKED == 0 || length > SHORT {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mask: [u8; 4] = read(connection).await?;
        let mut payload = vec![0; length.into()];
        connection.read_exact(&mut payload).await?;
        for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
            *byte ^= mask;
        }
        match first & 0xf {
            TEXT => return Ok(payload),
            PING => write(connection, PONG, &payload).await?,
            PONG => {}
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

async fn read<const N: usize>(connection: &mut (impl AsyncRead + Unpin)) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    connection.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Sends a text message of at most 125 bytes.
pub(super) async fn write_text(connection: &mut (impl AsyncWrite + Unpin), text: &str) -> io::Result<()> {
    write(connection, TEXT, text.as_bytes()).await
}

async fn write(connection: &mut (impl AsyncWrite + Unpin), kind: u8, payload: &[u8]) -> io::Result<()> {
    let length = u8::try_from(payload.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    connection.write_all(&[&[COMPLETE | kind, length], payload].concat()).await?;
    connection.flush().await
}

/// Tells a client that the WebSocket closes, and closes it.
pub(super) async fn close(connection: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    write(connection, CLOSE, &[]).await?;
    connection.shutdown().await
}

/// How long a frame is that begins with these bytes, and where in it the payload begins; `None` where they do not say.
pub(super) fn measure(bytes: &[u8]) -> Option<(u64, usize)> {
    let [_, second, rest @ ..] = bytes else { return None };
    let (length, head) = match second & !MASKED {
        126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 10),
        length => (u64::from(length), 2),
    };
    Some((length.saturating_add(head as u64), head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_read_beyond_the_message() {
        let (mut client, mut server) = tokio::io::duplex(64);
        // A ping, and then "5" and the beginning of something else.
        let sent = [0x89, 0x81, 0, 0, 0, 0, b'?', 0x81, 0x81, 1, 2, 3, 4, b'5' ^ 1, 0x82];
        client.write_all(&sent).await.unwrap();
        assert_eq!(read_text(&mut server).await.unwrap(), b"5");
        assert_eq!(server.read_u8().await.unwrap(), 0x82);
        let mut pong = [0; 3];
        client.read_exact(&mut pong).await.unwrap();
        assert_eq!(pong, [0x8a, 1, b'?']);
    }

    #[tokio::test]
    async fn what_no_client_sends_is_refused() {
        for frame in [[0x81, 0x01], [0x01, 0x81], [0x82, 0x81], [0x88, 0x80], [0x81, 0xfe], [0xc1, 0x81]] {
            let (mut client, mut server) = tokio::io::duplex(64);
            client.write_all(&frame).await.unwrap();
            client.write_all(&[0; 5]).await.unwrap();
            assert!(read_text(&mut server).await.is_err(), "{frame:?}");
        }
    }

    #[test]
    fn frames_of_all_lengths_are_measured() {
        assert_eq!(measure(&[0x81, 1, b'2']), Some((3, 2)));
        assert_eq!(measure(&[0x81, 126, 1, 0]), Some((260, 4)));
        assert_eq!(measure(&[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Some((65_546, 10)));
        assert_eq!(measure(&[0x81]), None);
        assert_eq!(measure(&[0x81, 126, 1]), None);
    }
}
