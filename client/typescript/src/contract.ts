// Written by `cargo xtask types` from the Rust types in `protocol/`, which are the source of the contract.
// Change it there; a test fails where the two differ.

/** The version of the contract: `session.version`. */
export const VERSION = 1;

/** What a client receives: the first type parameter of `Socket`. */
export interface ServerToClientEvents {
  /** The first event on every connection, before anything else. */
  'session': (event: Session) => void;
  /**
   * A message came into a joined room. It goes to every socket in the room, the sender's own included, so that all see
   * the same order; the message's id tells a client that it is its own.
   */
  'message:new': (event: MessageNew) => void;
  /**
   * A message of a joined room is another now: edited, pinned, no longer pinned, or changed in several ways while one
   * was away.
   */
  'message:updated': (event: MessageUpdated) => void;
  /** What a message of a joined room said is taken back. It keeps its position, so that nothing else moves. */
  'message:deleted': (event: MessageDeleted) => void;
  /** The reactions to a message of a joined room are others now. */
  'reaction:changed': (event: ReactionChanged) => void;
  /**
   * There is a room for one that was not there before: made on another device, a direct room that somebody opened, an
   * invitation. Goes to every socket of that person.
   */
  'room:created': (event: RoomCreated) => void;
  /** A joined room's name, topic or state is another now. */
  'room:updated': (event: RoomUpdated) => void;
  /** One is no longer in a room. Goes to every socket of that person; nothing of the room follows it. */
  'room:removed': (event: RoomRemoved) => void;
  /** What a member of a joined room may do is another now. */
  'room:role-changed': (event: RoleChanged) => void;
  /**
   * A room makes no noise for one any more, or makes noise again. Goes to every socket of that person, whatever room
   * it is in, and to nobody else.
   */
  'room:muted': (event: RoomMuted) => void;
  /**
   * Where a joined room stands; sent now and then, so that a client that missed an event notices without waiting for
   * the next one.
   */
  'room:head': (event: RoomHead) => void;
  /**
   * A joined room as it is now. Sent where single events would not do: after the server brought a socket that read
   * slowly, or came back with {@link Handshake.cursors}, up to date.
   *
   * Everything up to `head` and `rev` has been sent to this socket before it, unless `reset` says otherwise.
   */
  'room:state': (event: RoomState) => void;
  /**
   * How many are in a joined room that is too large for {@link PresenceChanged} (see `limits.presencePeople`). Sent
   * when the number has changed, at most once a second.
   */
  'room:people': (event: RoomPeople) => void;
  /**
   * A person came into a joined room, is gone from it, or has another status there. Sent when that becomes true of the
   * person, not of each socket: a second tab or a reload says nothing.
   */
  'presence:changed': (event: PresenceChanged) => void;
  /**
   * Somebody in a joined room is writing, or no longer is. Goes to everybody in the room but the socket it came from.
   * A receiver forgets it after `limits.typingTtlMs`, and as soon as a message of that person arrives.
   */
  'typing:changed': (event: TypingChanged) => void;
  /**
   * Somebody has read further. Goes to one's own other sockets, so that a badge goes out on all devices, and in rooms
   * of at most `limits.receiptPeople` present people to everybody there. What was told before one came is in
   * {@link JoinReply.reads}.
   */
  'read:changed': (event: ReadChanged) => void;
  /**
   * Somebody in a joined room, or oneself on another device, shows another name now. Messages keep the name of their
   * time.
   */
  'user:updated': (event: UserUpdated) => void;
  /**
   * This connection ends soon, unless a fresh token is given by {@link RenewSession}. Sent a minute before, or a third
   * of the token's life before where that is less.
   */
  'session:expiring': (event: SessionExpiring) => void;
  /** This connection's token is too old now, and the connection is closed. Come back with a fresh one. */
  'session:expired': (event: SessionExpired) => void;
  /** This connection's token is void, and the connection is closed. */
  'session:revoked': (event: SessionRevoked) => void;
  /**
   * The server is about to stop. The connection will be closed; a client that comes back by itself waits this long
   * first, so that not all come at once.
   */
  'server:restart': (event: ServerRestart) => void;
}

/**
 * What a client sends: the second type parameter of `Socket`.
 *
 * `emitWithAck` gives the answer. Socket.IO's types do not know answers that may be left out, so `emit` wants a
 * function for it, too; who does not care gives `() => {}`.
 */
export interface ClientToServerEvents {
  /** One's rooms with what is unread in them, or the public rooms. */
  'room:list': (request: ListRooms, ack: (answer: Ack<ListRoomsReply>) => void) => void;
  /** Make a room and be its owner. Join it to be in it. */
  'room:create': (request: CreateRoom, ack: (answer: Ack<RoomReply>) => void) => void;
  /** The direct room with somebody, made at the first call of either. */
  'room:direct': (request: OpenDirect, ack: (answer: Ack<RoomReply>) => void) => void;
  /**
   * Be in a room on this socket, and get its recent messages or what one has missed. Makes one a member of a public
   * room, and accepts an invitation. In a room one is in already, it only asks what one has missed.
   */
  'room:join': (request: JoinRoom, ack: (answer: Ack<JoinReply>) => void) => void;
  /**
   * No longer be a member, on any of one's sockets, or decline an invitation. What is written from then on does not
   * reach one.
   */
  'room:leave': (request: LeaveRoom, ack: (answer: Ack) => void) => void;
  /**
   * Change what a room shows. Moderators may rename it and set its topic; owners also archive it and open it again.
   * What is missing stays as it is.
   */
  'room:update': (request: UpdateRoom, ack: (answer: Ack<RoomReply>) => void) => void;
  /** The members of a room that one is a member of, and those invited, by identifier. */
  'room:members': (request: ListMembers, ack: (answer: Ack<ListMembersReply>) => void) => void;
  /** Let somebody into a private room. Any member may. */
  'room:invite': (request: Invite, ack: (answer: Ack) => void) => void;
  /** Take somebody out of a room, or an invitation back. Moderators may, of those below them. */
  'room:remove': (request: RemoveMember, ack: (answer: Ack) => void) => void;
  /** Take somebody out of a room and do not let them back, or let them back. Moderators may, of those below them. */
  'room:ban': (request: Ban, ack: (answer: Ack) => void) => void;
  /** Say what a member may do. Owners may. A room that has an owner keeps at least one. */
  'room:role': (request: SetRole, ack: (answer: Ack) => void) => void;
  /** Whether a room makes no noise for one, on any device. Members may; it is forgotten when one leaves. */
  'room:mute': (request: MuteRoom, ack: (answer: Ack) => void) => void;
  /** Put a message into a joined room. The ack comes after it is committed to disk. */
  'message:send': (request: SendMessage, ack: (answer: Ack<SendReply>) => void) => void;
  /** Change the text of one's own message. */
  'message:edit': (request: EditMessage, ack: (answer: Ack<ChangeReply>) => void) => void;
  /**
   * Take back what a message says, its reactions and its pin; its position stays. One's own, or, as a moderator,
   * anybody's.
   */
  'message:delete': (request: DeleteMessage, ack: (answer: Ack<ChangeReply>) => void) => void;
  /** React to a message, or no longer. A person has at most one reaction of each kind. */
  'message:react': (request: ReactToMessage, ack: (answer: Ack<ChangeReply>) => void) => void;
  /** Let a message stand out, or no longer. Moderators may, and both people of a direct room. */
  'message:pin': (request: PinMessage, ack: (answer: Ack<ChangeReply>) => void) => void;
  /** The pinned messages of a joined room, the newest pin first; never more than `limits.pinsPerRoom`. */
  'message:pins': (request: ListPins, ack: (answer: Ack<ListPinsReply>) => void) => void;
  /** A page of a joined room's messages. Without `before` and `after`, the latest page. */
  'message:history': (request: History, ack: (answer: Ack<HistoryReply>) => void) => void;
  /**
   * Messages that have all the words, in every room that one is a member of or in one of them, the newest first. The
   * last word may be the beginning of one; case and diacritics do not count.
   */
  'message:search': (request: Search, ack: (answer: Ack<SearchReply>) => void) => void;
  /** One has read a room up to a position. It never goes back; a smaller one changes nothing. */
  'read:set': (request: SetRead, ack: (answer: Ack<SetReadReply>) => void) => void;
  /**
   * Tell a joined room that one is writing, or no longer is. Lasts `limits.typingTtlMs` unless renewed; sending a
   * message ends it.
   */
  'typing:set': (request: SetTyping, ack: (answer: Ack) => void) => void;
  /**
   * What this socket has to say of its person. Of several sockets, one that is busy makes the person busy; else one
   * that is online makes them online; else they are away. `offline` is not for clients to say.
   */
  'presence:set': (request: SetPresence, ack: (answer: Ack) => void) => void;
  /** Show another name. */
  'user:update': (request: UpdateUser, ack: (answer: Ack<UpdateUserReply>) => void) => void;
  /**
   * Go on with a fresh token of the same person. What it says of their name, avatar, role and rooms holds from now on.
   */
  'session:renew': (request: RenewSession, ack: (answer: Ack<RenewSessionReply>) => void) => void;
  /**
   * Make every token of this person void and close all their other connections. For a device that is lost, or a token
   * that got into wrong hands.
   */
  'session:revoke': (request: RevokeSessions, ack: (answer: Ack<RevokeSessionsReply>) => void) => void;
}

/** The answer to every event that asks for one: what it brings besides `ok: true`, or why it was refused. */
export type Ack<Reply = unknown> = ({ ok: true } & Reply) | { ok: false; error: Refusal };

/**
 * What a client puts into Socket.IO's `auth`: a token to come back as who it was, or one that its site has signed, or
 * a name to come in as a guest. With a token it decides who one is; the name is not looked at.
 */
export interface Handshake {
  /**
   * The token of an earlier {@link Session}, or a JSON Web Token (RFC 7519) of the site that the person is signed in
   * at.
   */
  token?: string;
  /** The name to come in with. Not yet checked: the server answers what is wrong with it. */
  name?: string;
  /**
   * The rooms to be in at once, and how far one has each: as if they were joined, but what was missed comes as single
   * events, followed by {@link RoomState}. For clients that keep positions and no outbox of joins. At most
   * `limits.roomsPerSocket`.
   */
  cursors?: Record<string, Cursor>;
}

/** `room:list`: one's rooms with what is unread in them, or the public rooms. */
export interface ListRooms {
  /**
   * Which.
   *
   * @defaultValue `'joined'`
   */
  scope?: RoomScope;
  /** With `public`: only rooms after this one. */
  after?: RoomSlug;
}

/** The answer to {@link ListRooms}. */
export interface ListRoomsReply {
  /** The rooms; of the public ones at most `limits.roomsPage`. */
  rooms: RoomSummary[];
  /** Whether there are more after the last of them. */
  hasMore: boolean;
}

/** `room:create`: make a room and be its owner. Join it to be in it. */
export interface CreateRoom {
  /** The name to show it under. */
  name: RoomName;
  /**
   * Its address; by default made of the name. One that is taken is refused with `slug_taken`, so that a retry after a
   * lost ack does not make a second room.
   */
  slug?: RoomSlug;
  /**
   * Public or private; for a direct room there is {@link OpenDirect}.
   *
   * @defaultValue `'public'`
   */
  kind?: RoomKind;
  /** What it is about. */
  topic?: Topic;
}

/** The answer to {@link CreateRoom}, {@link OpenDirect} and {@link UpdateRoom}. */
export interface RoomReply {
  /** The room as it is now. */
  room: Room;
}

/** `room:direct`: the direct room with somebody, made at the first call of either. */
export interface OpenDirect {
  /** The other person. */
  user: UserId;
}

/**
 * `room:join`: be in a room on this socket, and get its recent messages or what one has missed. Makes one a member of
 * a public room, and accepts an invitation. In a room one is in already, it only asks what one has missed.
 */
export interface JoinRoom {
  /** The room. */
  room: RoomSlug;
  /** The last position the client has; the answer then holds what came after it. */
  after?: Seq;
  /** With `after`, the last change the client has; the answer then holds what changed since. */
  rev?: Rev;
  /** With `after`, the history it belongs to. */
  epoch?: Epoch;
}

/** The answer to {@link JoinRoom}: the room up to `head` and `rev`. Everything after them follows as events. */
export interface JoinReply {
  /** The room. */
  room: Room;
  /** What one is in it. */
  role: Role;
  /** The position of its last message; 0 while it has none. */
  head: Seq;
  /** The number of its last change; 0 while there was none. */
  rev: Rev;
  /** Which history these are of; give it back with the next {@link JoinRoom}. */
  epoch: Epoch;
  /** The last position one has read. */
  read: Seq;
  /**
   * In order of position, without gaps, and always up to `head`: with `after`, all that came after it; without
   * `after`, or when `reset` is true, the latest page.
   */
  messages: Message[];
  /**
   * With `after` and `rev`: the messages up to `after` that changed since `rev`, as they are now, in order of change.
   */
  changed?: Message[];
  /** Whether there are messages before the first of `messages`. */
  hasMore: boolean;
  /**
   * True where `after` could not be continued from (too far back, or not of this room's history): forget what you have
   * of the room and start from `messages`. There is never a partial catch-up.
   */
  reset: boolean;
  /** Who is here, yourself among them, by name; at most `limits.peopleListed`. */
  people: Person[];
  /** How many are here, also where `people` is cut. */
  peopleCount: number;
  /**
   * How far the other members have read, as {@link ReadChanged} told those who were here: so whoever has read nothing
   * since they became a member is not among them. Missing in a room of more than `limits.receiptPeople` members.
   */
  reads?: ReadPosition[];
}

/**
 * `room:leave`: no longer be a member, on any of one's sockets, or decline an invitation. What is written from then on
 * does not reach one.
 */
export interface LeaveRoom {
  /** The room. */
  room: RoomSlug;
}

/**
 * `room:update`: change what a room shows. Moderators may rename it and set its topic; owners also archive it and open
 * it again. What is missing stays as it is.
 */
export interface UpdateRoom {
  /** The room. */
  room: RoomSlug;
  /** Its new name. */
  name?: RoomName;
  /** Its new topic; empty takes the old one away. */
  topic?: Topic;
  /** Whether it is closed. */
  archived?: boolean;
}

/** `room:members`: the members of a room that one is a member of, and those invited, by identifier. */
export interface ListMembers {
  /** The room. */
  room: RoomSlug;
  /** Only those after this one. */
  after?: UserId;
}

/** The answer to {@link ListMembers}. */
export interface ListMembersReply {
  /** At most `limits.membersPage`. */
  members: Member[];
  /** Whether there are more after the last of them. */
  hasMore: boolean;
}

/** `room:invite`: let somebody into a private room. Any member may. */
export interface Invite {
  /** The room. */
  room: RoomSlug;
  /** Whom. */
  user: UserId;
}

/** `room:remove`: take somebody out of a room, or an invitation back. Moderators may, of those below them. */
export interface RemoveMember {
  /** The room. */
  room: RoomSlug;
  /** Whom. */
  user: UserId;
}

/**
 * `room:ban`: take somebody out of a room and do not let them back, or let them back. Moderators may, of those below
 * them.
 */
export interface Ban {
  /** The room. */
  room: RoomSlug;
  /** Whom. */
  user: UserId;
  /** Whether they are banned from now on. */
  banned: boolean;
}

/** `room:role`: say what a member may do. Owners may. A room that has an owner keeps at least one. */
export interface SetRole {
  /** The room. */
  room: RoomSlug;
  /** Whom. */
  user: UserId;
  /** What they may do from now on. */
  role: Role;
}

/** `room:mute`: whether a room makes no noise for one, on any device. Members may; it is forgotten when one leaves. */
export interface MuteRoom {
  /** The room. */
  room: RoomSlug;
  /** Whether it makes no noise from now on. */
  muted: boolean;
}

/** `message:send`: put a message into a joined room. The ack comes after it is committed to disk. */
export interface SendMessage {
  /** The room. */
  room: RoomSlug;
  /**
   * The idempotency key: sending the same id again is answered with the message already there. The server makes one
   * where it is missing; without it a retry after a lost ack is a second message.
   */
  id?: MessageId;
  /** What to say. */
  text: MessageText;
  /** The message it answers, in the same room. */
  replyTo?: MessageId;
}

/** The answer to {@link SendMessage}. */
export interface SendReply {
  /** The message as it is stored. */
  message: Message;
}

/** `message:edit`: change the text of one's own message. */
export interface EditMessage {
  /** The room. */
  room: RoomSlug;
  /** Which. */
  id: MessageId;
  /** What it says from now on. */
  text: MessageText;
}

/**
 * The answer to {@link EditMessage}, {@link DeleteMessage}, {@link ReactToMessage} and {@link PinMessage}. Each may be
 * repeated: what is so already is not changed again.
 */
export interface ChangeReply {
  /** The message as it is now. */
  message: Message;
}

/**
 * `message:delete`: take back what a message says, its reactions and its pin; its position stays. One's own, or, as a
 * moderator, anybody's.
 */
export interface DeleteMessage {
  /** The room. */
  room: RoomSlug;
  /** Which. */
  id: MessageId;
}

/** `message:react`: react to a message, or no longer. A person has at most one reaction of each kind. */
export interface ReactToMessage {
  /** The room. */
  room: RoomSlug;
  /** Which message. */
  id: MessageId;
  /** The kind. */
  reaction: ReactionKey;
  /** Whether one reacts so from now on. */
  on: boolean;
}

/** `message:pin`: let a message stand out, or no longer. Moderators may, and both people of a direct room. */
export interface PinMessage {
  /** The room. */
  room: RoomSlug;
  /** Which. */
  id: MessageId;
  /** Whether it is pinned from now on. */
  pinned: boolean;
}

/**
 * `message:pins`: the pinned messages of a joined room, the newest pin first; never more than `limits.pinsPerRoom`.
 */
export interface ListPins {
  /** The room. */
  room: RoomSlug;
}

/** The answer to {@link ListPins}. */
export interface ListPinsReply {
  /** The messages. */
  messages: Message[];
}

/** `message:history`: a page of a joined room's messages. Without `before` and `after`, the latest page. */
export interface History {
  /** The room. */
  room: RoomSlug;
  /** Messages before this position, nearest first in choice, still given in order. Not together with `after`. */
  before?: Seq;
  /** Messages after this position. Not together with `before`. */
  after?: Seq;
  /** How many at most: 1 to `limits.historyPage`, by default 50. */
  limit?: number;
}

/** The answer to {@link History}. */
export interface HistoryReply {
  /** In order of position, without gaps. Fewer than asked for where they would be more than `limits.pageBytes`. */
  messages: Message[];
  /** Whether there are more in the direction asked for. */
  hasMore: boolean;
}

/**
 * `message:search`: messages that have all the words, in every room that one is a member of or in one of them, the
 * newest first. The last word may be the beginning of one; case and diacritics do not count.
 */
export interface Search {
  /** The words; at most `limits.queryChars` characters. */
  query: string;
  /** Only in this room. */
  room?: RoomSlug;
  /** {@link SearchReply.next} of the page before. */
  next?: string;
}

/** The answer to {@link Search}. */
export interface SearchReply {
  /** At most `limits.searchPage`, the newest first. */
  messages: Message[];
  /** Where there are more: what to ask for them with. Opaque. */
  next?: string;
}

/** `read:set`: one has read a room up to a position. It never goes back; a smaller one changes nothing. */
export interface SetRead {
  /** The room. */
  room: RoomSlug;
  /** The position; one beyond the last message stands for the last message. */
  seq: Seq;
}

/** The answer to {@link SetRead}. */
export interface SetReadReply {
  /** How far one has read now. */
  read: Seq;
  /** What is unread now, as in {@link RoomSummary.unread}. */
  unread: number;
  /** Those of them that mention one. */
  mentions: number;
}

/**
 * `typing:set`: tell a joined room that one is writing, or no longer is. Lasts `limits.typingTtlMs` unless renewed;
 * sending a message ends it.
 */
export interface SetTyping {
  /** The room. */
  room: RoomSlug;
  /** Whether one is writing. */
  typing: boolean;
}

/**
 * `presence:set`: what this socket has to say of its person. Of several sockets, one that is busy makes the person
 * busy; else one that is online makes them online; else they are away. `offline` is not for clients to say.
 */
export interface SetPresence {
  /** What it says; a new socket says online. */
  status: Status;
}

/** `user:update`: show another name. */
export interface UpdateUser {
  /** The name to show from now on. Not yet checked: the server answers what is wrong with it. */
  name: string;
}

/** The answer to {@link UpdateUser}. */
export interface UpdateUserReply {
  /** Who one is now. */
  user: User;
}

/**
 * `session:renew`: go on with a fresh token of the same person. What it says of their name, avatar, role and rooms
 * holds from now on.
 */
export interface RenewSession {
  /** A JSON Web Token of the site that the person is signed in at. */
  token: string;
}

/** The answer to {@link RenewSession}. */
export interface RenewSessionReply {
  /** When this connection ends now. */
  expiresAt?: Timestamp;
}

/**
 * `session:revoke`: make every token of this person void and close all their other connections. For a device that is
 * lost, or a token that got into wrong hands.
 */
export type RevokeSessions = Record<string, never>;

/** The answer to {@link RevokeSessions}. */
export interface RevokeSessionsReply {
  /** The only token that is valid from now on, for this connection's next time. */
  token: string;
}

/** `session`: the first event on every connection, before anything else. */
export interface Session {
  /** Who this connection is. */
  user: User;
  /**
   * Proves it next time, from any device. A secret: whoever has it is this person. Missing for one who came with a
   * token of their site's: they come back with one of those.
   */
  token?: string;
  /**
   * When this connection ends by itself, unless a fresh token is given by {@link RenewSession} before; missing where
   * it does not.
   */
  expiresAt?: Timestamp;
  /** The limits in force. */
  limits: Limits;
  /** The server's clock, for a client whose own is off. */
  serverTime: Timestamp;
  /** The version of the wire contract, 1. */
  version: number;
}

/**
 * `message:new`: a message came into a joined room. It goes to every socket in the room, the sender's own included, so
 * that all see the same order; the message's id tells a client that it is its own.
 */
export type MessageNew = Message;

/**
 * `message:updated`: a message of a joined room is another now: edited, pinned, no longer pinned, or changed in
 * several ways while one was away.
 */
export interface MessageUpdated {
  /** The message as it is now. Its `rev` is the number of this change. */
  message: Message;
}

/**
 * `message:deleted`: what a message of a joined room said is taken back. It keeps its position, so that nothing else
 * moves.
 */
export interface MessageDeleted {
  /** The room. */
  room: RoomSlug;
  /** Which. */
  id: MessageId;
  /** Its position. */
  seq: Seq;
  /** The number of this change. */
  rev: Rev;
  /** When. */
  deletedAt: Timestamp;
}

/** `reaction:changed`: the reactions to a message of a joined room are others now. */
export interface ReactionChanged {
  /** The room. */
  room: RoomSlug;
  /** Which message. */
  id: MessageId;
  /** Its position. */
  seq: Seq;
  /** The number of this change. */
  rev: Rev;
  /** All its reactions, the earliest kind first. */
  reactions: Reaction[];
}

/**
 * `room:created`: there is a room for one that was not there before: made on another device, a direct room that
 * somebody opened, an invitation. Goes to every socket of that person.
 */
export type RoomCreated = RoomSummary;

/** `room:updated`: a joined room's name, topic or state is another now. */
export interface RoomUpdated {
  /** The room as it is now. */
  room: Room;
}

/** `room:removed`: one is no longer in a room. Goes to every socket of that person; nothing of the room follows it. */
export interface RoomRemoved {
  /** The room. */
  room: RoomSlug;
  /** Why. */
  reason: RemovedReason;
}

/** `room:role-changed`: what a member of a joined room may do is another now. */
export interface RoleChanged {
  /** The room. */
  room: RoomSlug;
  /** Who. */
  user: User;
  /** What they may do from now on. */
  role: Role;
}

/**
 * `room:muted`: a room makes no noise for one any more, or makes noise again. Goes to every socket of that person,
 * whatever room it is in, and to nobody else.
 */
export interface RoomMuted {
  /** The room. */
  room: RoomSlug;
  /** Whether it makes no noise from now on. */
  muted: boolean;
}

/**
 * `room:head`: where a joined room stands; sent now and then, so that a client that missed an event notices without
 * waiting for the next one.
 */
export interface RoomHead {
  /** The room. */
  room: RoomSlug;
  /** The position of its last message. */
  seq: Seq;
  /** The number of its last change. */
  rev: Rev;
}

/**
 * `room:state`: a joined room as it is now. Sent where single events would not do: after the server brought a socket
 * that read slowly, or came back with {@link Handshake.cursors}, up to date.
 *
 * Everything up to `head` and `rev` has been sent to this socket before it, unless `reset` says otherwise.
 */
export interface RoomState {
  /** The room. */
  room: Room;
  /** What one is in it. */
  role?: Role;
  /** The position of its last message. */
  head: Seq;
  /** The number of its last change. */
  rev: Rev;
  /** Which history these are of. */
  epoch: Epoch;
  /** True where too much was missed to be sent: forget what you have of the room and join it again. */
  reset: boolean;
  /** Who is here, as in {@link JoinReply.people}. */
  people: Person[];
  /** How many are here. */
  peopleCount: number;
  /** How far the other members have read, as in {@link JoinReply.reads}. */
  reads?: ReadPosition[];
}

/**
 * `room:people`: how many are in a joined room that is too large for {@link PresenceChanged} (see
 * `limits.presencePeople`). Sent when the number has changed, at most once a second.
 */
export interface RoomPeople {
  /** The room. */
  room: RoomSlug;
  /** How many are here. */
  peopleCount: number;
  /** All of them, where they have become few enough again: from here on {@link PresenceChanged} tells. */
  people?: Person[];
}

/**
 * `presence:changed`: a person came into a joined room, is gone from it, or has another status there. Sent when that
 * becomes true of the person, not of each socket: a second tab or a reload says nothing.
 */
export interface PresenceChanged {
  /** The room. */
  room: RoomSlug;
  /** Who. */
  user: User;
  /** What they are now. */
  status: Status;
  /** With `offline`: when they were last here. */
  lastSeen?: Timestamp;
}

/**
 * `typing:changed`: somebody in a joined room is writing, or no longer is. Goes to everybody in the room but the
 * socket it came from. A receiver forgets it after `limits.typingTtlMs`, and as soon as a message of that person
 * arrives.
 */
export interface TypingChanged {
  /** The room. */
  room: RoomSlug;
  /** Who. */
  user: User;
  /** Whether they are writing. */
  typing: boolean;
}

/**
 * `read:changed`: somebody has read further. Goes to one's own other sockets, so that a badge goes out on all devices,
 * and in rooms of at most `limits.receiptPeople` present people to everybody there. What was told before one came is
 * in {@link JoinReply.reads}.
 */
export interface ReadChanged {
  /** The room. */
  room: RoomSlug;
  /** Who. */
  user: UserId;
  /** How far. */
  seq: Seq;
}

/**
 * `user:updated`: somebody in a joined room, or oneself on another device, shows another name now. Messages keep the
 * name of their time.
 */
export interface UserUpdated {
  /** Who they are now. */
  user: User;
}

/**
 * `session:expiring`: this connection ends soon, unless a fresh token is given by {@link RenewSession}. Sent a minute
 * before, or a third of the token's life before where that is less.
 */
export interface SessionExpiring {
  /** When it ends. */
  expiresAt: Timestamp;
}

/**
 * `session:expired`: this connection's token is too old now, and the connection is closed. Come back with a fresh one.
 */
export type SessionExpired = Record<string, never>;

/** `session:revoked`: this connection's token is void, and the connection is closed. */
export type SessionRevoked = Record<string, never>;

/**
 * `server:restart`: the server is about to stop. The connection will be closed; a client that comes back by itself
 * waits this long first, so that not all come at once.
 */
export interface ServerRestart {
  /** How long to wait, in milliseconds; another for each connection. */
  retryAfterMs: number;
}

/**
 * A refusal, as it stands in an ack.
 *
 * Socket.IO's CONNECT_ERROR packet carries only a message, so there an error is sent as `code: message`.
 */
export interface Refusal {
  /** What went wrong, for a program. */
  code: ErrorCode;
  /** What went wrong and what to do, for a person. One English sentence without a final full stop. */
  message: string;
  /** The path of the offending field in the payload, for example `text`. */
  field?: string;
  /** Milliseconds to wait before trying the same again; present on retryable codes. */
  retryAfterMs?: number;
}

/**
 * A room's address: 1 to 64 of `a`–`z`, `0`–`9` and `-`, beginning and ending with a letter or digit.
 *
 * It stands in URLs and is what people type, so there is exactly one way to write it.
 */
export type RoomSlug = string;

/** A person's identifier: public, permanent, and independent of their name, connections and devices. */
export type UserId = string;

/** A message as it is stored: what everybody sees. */
export interface Message {
  /** The identifier its sender's client gave it. */
  id: MessageId;
  /** The room it is in. */
  room: RoomSlug;
  /** Its position there. */
  seq: Seq;
  /**
   * The number of its last change; missing where it never changed. Of two states of a message, the one with the higher
   * number is the newer.
   */
  rev?: Rev;
  /** Who sent it, with the name they had then. Comes from the sender's session, never from a payload. */
  user: User;
  /** What they wrote; missing where it is deleted. */
  text?: MessageText;
  /** What it answers. */
  replyTo?: ReplyTo;
  /** The members whose names stand behind an `@` in the text. */
  mentions?: User[];
  /** The reactions to it, the earliest kind first. */
  reactions?: Reaction[];
  /** When the server took it. */
  createdAt: Timestamp;
  /** When its text was last changed. */
  editedAt?: Timestamp;
  /** When it was deleted. Then nothing is left of it but who wrote it, and when. */
  deletedAt?: Timestamp;
  /** That it is pinned. */
  pinned?: Pin;
}

/** A room's name: 1 to `limits.roomNameChars` characters on one line. */
export type RoomName = string;

/** Who may be in a room. */
export type RoomKind =
  /** Everybody; whoever joins becomes a member. */
  | 'public'
  /** Whoever a member invited. To others it does not exist. */
  | 'private'
  /** Two people, for ever the same. */
  | 'direct';

/** What a room is about: at most `limits.topicChars` characters on one line, perhaps none. */
export type Topic = string;

/**
 * A message's identifier. The client makes it before sending: it is the idempotency key, so the same id sent twice is
 * one message. Any UUID is taken; Sociable's own are version 7.
 */
export type MessageId = string;

/**
 * The text of a message: 1 to `limits.textChars` Unicode scalar values, not only white space.
 *
 * It is plain text as far as the server is concerned: who shows it decides on mark-up, and must never take it for
 * HTML.
 */
export type MessageText = string;

/**
 * How far a client has followed a room.
 *
 * On the wire it is an object, or, for a client that keeps nothing but the position, that number alone.
 */
export type Cursor = Seq | {
  /** The last position it has. */
  seq: Seq;
  /** The last change it has. Without it, changes to messages up to `seq` are not caught up on. */
  rev?: Rev;
  /** Of which history `seq` and `rev` are. Without it, a restored backup can pass for the same history. */
  epoch?: Epoch;
};

/** The position of a message in its room: 1 for the first, then without gaps. */
export type Seq = number;

/** What there is to know of a room: the same for everybody in it. */
export interface Room {
  /** Its address, which never changes. */
  slug: RoomSlug;
  /** The name it is shown under. A direct room is shown under the name of the other of {@link Room.between}. */
  name: RoomName;
  /** Who may be in it. */
  kind: RoomKind;
  /** What it is about; may be empty. */
  topic?: Topic;
  /** Whether it is closed: nobody reads or writes in it until an owner opens it again. */
  archived?: boolean;
  /** Of a direct room, the two people it is between; of another, nobody. */
  between?: User[];
}

/** What a member may do. Each may do what those before it may. */
export type Role =
  /** Read and write; in a private room, invite. */
  | 'member'
  /** Rename, set the topic, delete and pin messages, remove and ban members. */
  | 'moderator'
  /** Archive, give roles, remove moderators. Both people of a direct room are owners. */
  | 'owner';

/** The number of a change to a room's messages: 1 for the first edit, deletion, reaction or pin, then without gaps. */
export type Rev = number;

/**
 * Names the history that positions and numbers of changes belong to. A database that is restored from a backup has
 * another one, because from there on the same positions hold other messages. Opaque; 1 to 64 characters.
 */
export type Epoch = string;

/** A person in a room. Two tabs or devices of one person are one entry. */
export interface Person {
  /** Who. */
  user: User;
  /** Whether they can be reached. */
  status: Status;
}

/** How far a member of a room has read it. */
export interface ReadPosition {
  /** Who. */
  user: UserId;
  /** How far. */
  seq: Seq;
}

/** A member of a room. */
export interface Member {
  /** Who. */
  user: User;
  /** What they may do; missing where they are only invited. */
  role?: Role;
  /** When they were last connected; missing where they never were since the server keeps that. */
  lastSeen?: Timestamp;
}

/** Which rooms to list. */
export type RoomScope =
  /**
   * Those one is a member of or invited to, the one with the newest message first; never more than
   * `limits.roomsPerUser`.
   */
  | 'joined'
  /** The public ones that are not archived, by slug, a page at a time. */
  | 'public';

/** A room as one person has it in their list. */
export interface RoomSummary {
  /** The room. */
  room: Room;
  /** What one is in it; missing where one is not a member. */
  role?: Role;
  /** Who invited one, while that is neither accepted (by `room:join`) nor declined (by `room:leave`). */
  invitedBy?: User;
  /** How many members it has. */
  members: number;
  /** Position of its last message. 0 where there is none, or one may not read it yet. */
  head: Seq;
  /** The last position one has read; see {@link SetRead}. */
  read: Seq;
  /** Messages after `read` that others wrote and that are not deleted; counting ends at `limits.unreadCounted`. */
  unread: number;
  /** Those of them that mention one. */
  mentions: number;
  /** Whether it makes no noise for one; see {@link MuteRoom}. */
  muted?: boolean;
  /** Its last message, where one may read it. */
  lastMessage?: Message;
}

/**
 * An instant with millisecond precision, between the years 1970 and 9999.
 *
 * On the wire it is RFC 3339 in UTC with exactly three decimals, `2026-01-31T08:05:00.042Z`, which is what
 * JavaScript's `Date.prototype.toISOString` gives and `new Date(…)` takes; such texts also sort by time.
 */
export type Timestamp = string;

/** A person, as others see them. */
export interface User {
  /** Their permanent identifier. */
  id: UserId;
  /** The name they show. */
  name: DisplayName;
  /** Their picture; missing where they have none. Only people whom a site vouches for have one. */
  avatar?: AvatarUrl;
  /**
   * Whether a site that the server trusts vouches for their name, by a token that it signed. Guests call themselves
   * what they like, and for them it is missing.
   */
  verified?: boolean;
}

/** Whether a person can be reached. */
export type Status =
  /**
   * At least one of their sockets is in the room, or was a moment ago (see `limits.presenceGraceMs`), and looked at.
   */
  | 'online'
  /** All of them are out of sight: hidden tabs, an idle device. */
  | 'away'
  /** They do not want to be disturbed. */
  | 'busy'
  /** None is in the room. */
  | 'offline';

/**
 * A kind of reaction, usually one emoji: 1 to `limits.reactionChars` Unicode scalar values on one line, which leaves
 * room for the longest emoji sequences.
 */
export type ReactionKey = string;

/** All reactions of one kind to a message. */
export interface Reaction {
  /** The kind. */
  reaction: ReactionKey;
  /** How many people reacted so. */
  count: number;
  /** The first of them, at most `limits.reactionUsers`. */
  users: User[];
}

/** What went wrong, for a program to decide on. The list is closed within one version of the contract. */
export type ErrorCode =
  /** The payload is not what the event takes, or breaks a limit. {@link Refusal.field} names the place. */
  | 'invalid_payload'
  /** There is no event of this name. */
  | 'unknown_event'
  /** The handshake carried neither a token nor a name: ask the person for one and connect again. */
  | 'name_required'
  /** The name in the handshake is empty, too long or has no visible character. */
  | 'invalid_name'
  /**
   * The token is not one that this server or a site it trusts has signed, or it was revoked: connect again with
   * another, or with a name.
   */
  | 'invalid_token'
  /** The token was valid and is too old now: get a fresh one from whoever signed it, and connect again. */
  | 'token_expired'
  /** Guests may not come in here: connect with a token of the site that the person is signed in at. */
  | 'token_required'
  /** No room has this slug. */
  | 'room_not_found'
  /** The request is about a room that this socket has not joined. */
  | 'not_joined'
  /** The message id already names another message: another sender's, or one in another room. */
  | 'id_conflict'
  /** Somebody who is here now has this name: choose another. */
  | 'name_taken'
  /** One's role in the room does not allow it, or it is not one's own. */
  | 'forbidden'
  /** One is banned from the room. */
  | 'banned'
  /** The room is closed until an owner opens it again. */
  | 'room_archived'
  /** A room with this address exists: choose another. */
  | 'slug_taken'
  /** No person has this identifier, or they are not in the room. */
  | 'user_not_found'
  /** The room has no message with this id, or it is deleted. */
  | 'message_not_found'
  /** There are as many as there may be: of rooms, pins, kinds of reaction. Something must go first. */
  | 'limit_reached'
  /**
   * More in a short time than one person, or one address, may. Nothing was done; try again after
   * {@link Refusal.retryAfterMs}.
   */
  | 'rate_limited'
  /** More than this server takes now. Nothing was done; try again after {@link Refusal.retryAfterMs}. */
  | 'overloaded'
  /**
   * The server is stopping or its store does not answer. Nothing was done; try again after
   * {@link Refusal.retryAfterMs}.
   */
  | 'unavailable'
  /** A fault of the server. It is in the server's log. */
  | 'internal';

/** Why one is no longer in a room. */
export type RemovedReason =
  /** One left, perhaps on another device. */
  | 'left'
  /** A moderator removed one, or took an invitation back. */
  | 'removed'
  /** A moderator banned one. */
  | 'banned'
  /** An owner archived the room. */
  | 'archived';

/** The limits in force, as they stand in `session.limits`. */
export interface Limits {
  /** Longest display name, in Unicode scalar values after normalisation. */
  nameChars: number;
  /** Longest message, in Unicode scalar values after normalisation. */
  textChars: number;
  /** Most messages in one answer of `message:history` or `room:join`. */
  historyPage: number;
  /** Most messages that `room:join` with `after` catches up on; a longer absence is answered with `reset: true`. */
  catchUp: number;
  /** Most people that `room:join` lists; `peopleCount` always counts all. */
  peopleListed: number;
  /**
   * Most people in a room whose coming and going `presence:changed` tells, one by one. Everybody tells everybody, so
   * it costs the square of the number: a larger room gets `room:people` instead, and lists who was there when one
   * joined.
   */
  presencePeople: number;
  /** Most rooms that one socket may have joined at a time: all of one's rooms and direct rooms. */
  roomsPerSocket: number;
  /** Longest room name, in Unicode scalar values. */
  roomNameChars: number;
  /** Longest topic, in Unicode scalar values. */
  topicChars: number;
  /** Longest kind of reaction, in Unicode scalar values. */
  reactionChars: number;
  /** Most kinds of reaction to one message; as Revolt has it. */
  reactionsPerMessage: number;
  /** Most people that {@link Reaction.users} lists; `count` always counts all. */
  reactionUsers: number;
  /** Most people one message mentions; further names are text. */
  mentionsPerMessage: number;
  /** Longest beginning of an answered message in {@link ReplyTo.text}, in Unicode scalar values. */
  quoteChars: number;
  /** Most pinned messages in a room. */
  pinsPerRoom: number;
  /**
   * Most rooms that one person is a member of; and as many direct rooms, and as many invitations. Each counts by
   * itself: what others do to somebody does not use up what they may do.
   */
  roomsPerUser: number;
  /** Most rooms in one answer of `room:list` with scope `public`. */
  roomsPage: number;
  /** Most members in one answer of `room:members`. */
  membersPage: number;
  /** Most messages in one answer of `message:search`. */
  searchPage: number;
  /** Longest search, in Unicode scalar values. */
  queryChars: number;
  /** Where counting unread messages ends. */
  unreadCounted: number;
  /**
   * Most people present in a room who are told how far the others have read; and most members of one of which coming
   * in tells it.
   */
  receiptPeople: number;
  /** Most bytes of text in one page of messages; a page ends before the message that would exceed it, but has one. */
  pageBytes: number;
  /** Largest packet the server takes, in bytes; also Engine.IO's `maxPayload`. */
  payloadBytes: number;
  /** How long a typing signal lasts unless it is renewed, in milliseconds. Senders renew every half of it. */
  typingTtlMs: number;
  /** How long a person stays online after their last connection closed, in milliseconds. */
  presenceGraceMs: number;
  /** How often one person may do what. */
  rates: Rates;
}

/**
 * How often one person may do what, on all their connections together. All people behind one network address together
 * may do 8 times as much; the machine's own addresses are not counted, since a reverse proxy has them.
 *
 * The defaults keep one client from taking the whole server; they are far beyond what people do.
 */
export interface Rates {
  /** `message:send`. */
  send: Rate;
  /** `message:edit`, `message:delete`, `message:react`, `message:pin`. */
  change: Rate;
  /** `room:join`, `room:list`, `room:members`, `message:history`, `message:pins`, `message:search`. */
  query: Rate;
  /** `typing:set`, `presence:set`, `read:set`, `room:mute`. */
  signal: Rate;
  /** All that makes or changes rooms, members and people. */
  manage: Rate;
  /** New sessions; counted for each address only. Beyond it a handshake waits for its turn, up to 15 s. */
  connect: Rate;
}

/** What a message answers. */
export interface ReplyTo {
  /** The message that is answered. */
  id: MessageId;
  /** Its position, in the same room. */
  seq: Seq;
  /** Who wrote it; missing where it is deleted. */
  user?: User;
  /** How it begins: at most `limits.quoteChars` characters; missing where it is deleted. */
  text?: MessageText;
}

/** That a message stands out in its room. */
export interface Pin {
  /** Who pinned it. */
  by: UserId;
  /** When. */
  at: Timestamp;
}

/** A display name: 1 to `limits.nameChars` characters, NFKC-normalised, on one line, with something visible in it. */
export type DisplayName = string;

/**
 * The address of a picture: absolute, `https`, or `http` where a server allows that for development; at most 1024 of
 * the characters that addresses are written in. Which hosts it may be on is for the server to say.
 */
export type AvatarUrl = string;

/** A token bucket: `burst` at once, and `per_second` more each second. */
export interface Rate {
  /** How many at once; at least 1. */
  burst: number;
  /** How many come back each second; at least 1. */
  perSecond: number;
}

/** The codes after which the same request may succeed later without being changed. */
export const RETRYABLE: readonly ErrorCode[] = ['rate_limited', 'overloaded', 'unavailable', 'internal'];
