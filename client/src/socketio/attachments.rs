//! Puts packets together with the binary frames that follow them.
//!
//! The server's pace is not watched here: a packet that stays incomplete costs at most the limits, and ends with the
//! connection. Engine.IO's pings may come in between; other packets may not.

use super::packet::{Data, Packet};
use super::{Limits, Malformed};

/// A complete packet.
#[derive(Debug)]
pub(super) struct Complete {
    pub(super) namespace: String,
    pub(super) data: Data,
    pub(super) attachments: Vec<Vec<u8>>,
}

/// At most one packet that waits for attachments.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    partial: Option<(Packet, Vec<Vec<u8>>)>,
}

impl Assembly {
    /// Takes a packet; gives it back if it is complete.
    pub(super) fn packet(&mut self, packet: Packet, limits: &Limits) -> Result<Option<Complete>, Malformed> {
        if self.partial.is_some() {
            return Err(Malformed::Unexpected);
        }
        if packet.attachments > limits.attachments {
            return Err(Malformed::TooManyAttachments);
        }
        self.partial = Some((packet, Vec::new()));
        Ok(self.complete())
    }

    /// Takes a binary frame; gives back the packet that it completes.
    pub(super) fn binary(&mut self, bytes: &[u8], limits: &Limits) -> Result<Option<Complete>, Malformed> {
        let (_, attachments) = self.partial.as_mut().ok_or(Malformed::Unexpected)?;
        let before: usize = attachments.iter().map(Vec::len).sum();
        if before.saturating_add(bytes.len()) > limits.frame_bytes {
            return Err(Malformed::TooManyAttachments);
        }
        attachments.push(bytes.to_vec());
        Ok(self.complete())
    }

    /// Forgets what is incomplete.
    pub(super) fn reset(&mut self) {
        self.partial = None;
    }

    fn complete(&mut self) -> Option<Complete> {
        let (Packet { namespace, data, .. }, attachments) =
            self.partial.take_if(|(packet, attachments)| packet.attachments == attachments.len())?;
        Some(Complete { namespace, data, attachments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { frame_bytes: 10, attachments: 2, ..Limits::default() }
    }

    #[test]
    fn a_packet_waits_for_its_attachments() {
        let mut assembly = Assembly::default();
        let packet = Packet::decode(r#"52-["file",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
        assert!(assembly.packet(packet.unwrap(), &limits()).unwrap().is_none());
        assert!(assembly.binary(&[1, 2], &limits()).unwrap().is_none());
        let complete = assembly.binary(&[], &limits()).unwrap().unwrap();
        assert_eq!(complete.attachments, [vec![1, 2], vec![]]);
        assert!(matches!(complete.data, Data::Event { name, args, .. } if name == "file" && args.len() == 2));
    }

    #[test]
    fn attachments_are_bounded_in_number_and_size() {
        let mut assembly = Assembly::default();
        let three = Packet::decode(r#"53-["file"]"#).unwrap();
        assert_eq!(assembly.packet(three, &limits()).unwrap_err(), Malformed::TooManyAttachments);
        assembly.packet(Packet::decode(r#"52-["file"]"#).unwrap(), &limits()).unwrap();
        assert!(assembly.binary(&[0; 6], &limits()).unwrap().is_none());
        assert_eq!(assembly.binary(&[0; 6], &limits()).unwrap_err(), Malformed::TooManyAttachments);
    }

    #[test]
    fn binary_frames_belong_to_a_packet_and_nothing_comes_between() {
        let mut assembly = Assembly::default();
        assert_eq!(assembly.binary(&[1], &limits()).unwrap_err(), Malformed::Unexpected);
        assembly.packet(Packet::decode(r#"51-["file"]"#).unwrap(), &limits()).unwrap();
        let other = Packet::decode(r#"2["other"]"#).unwrap();
        assert_eq!(assembly.packet(other, &limits()).unwrap_err(), Malformed::Unexpected);
    }
}
