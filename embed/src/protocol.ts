// What host page and frame say to each other, version 1: `hello` and `connect` by postMessage, everything else through the
// port that `connect` hands over. Unknown types and fields are ignored by both sides, so that either may be newer.

/** Somebody in the chat. */
export interface User {
  id: string;
  name: string;
  /** An https address of a picture. */
  avatar?: string;
  /** Vouched for by the host's token; absent for guests. */
  verified?: true;
  [more: string]: unknown;
}

/** A message as the server sends it (`message:new`). */
export interface Message {
  id: string;
  room: string;
  seq: number;
  user: User;
  text: string;
  /** RFC 3339, UTC, milliseconds. */
  createdAt: string;
  [more: string]: unknown;
}

/** A room as the server describes it. */
export interface Room {
  /** Its address, as the attribute `room` has it. */
  slug: string;
  name: string;
  [more: string]: unknown;
}

export type ConnectionState = 'connecting' | 'online' | 'offline' | 'signed-out';

/** Why the chat asks for a token. */
export type TokenReason = 'start' | 'expiring' | 'expired' | 'refused';

/** What the frame is told at first, and of it later what has changed. */
export interface Settings {
  room: string;
  theme: string;
  /** The host's used colour scheme, for the theme `auto`. */
  scheme: 'light' | 'dark';
  /** BCP 47, or empty: as the browser prefers. */
  lang: string;
  dir: 'ltr' | 'rtl';
  density: string;
  userName: string;
  autofocus: boolean;
  hasToken: boolean;
  /** Custom properties of the host that are set; an empty value takes one back. */
  properties: Record<string, string>;
  header: boolean;
  /** Whether the frame shows a button to close it, and Escape does. */
  closable: boolean;
  mode: string;
  /** What the frame has given to keep: the session of a guest, for where it can keep nothing itself. */
  kept: string | null;
}

/** Host → frame. */
export type ToFrame =
  | ({ type: 'settings' } & Partial<Settings>)
  | { type: 'visible'; visible: boolean }
  | { type: 'token'; token: string | null }
  | { type: 'send'; id: string; text: string }
  | { type: 'decide'; id: string; allow: boolean; text?: string }
  | { type: 'logout' }
  | { type: 'focus' };

/** What the events on the element hold, by the part of their names behind `chat:`. */
export interface Details {
  /** The chat is there. `user` is null where a guest is being asked for a name. */
  ready: { version: number; user: User | null; room: Room | null };
  /** Who one is has changed since. */
  user: { user: User | null };
  unread: { count: number; mentions: number };
  message: { message: Message };
  sent: { id: string; message: Message };
  /** How many are here; `room` is an address. */
  presence: { room: string; online: number };
  typing: { room: string; users: User[] };
  connection: { state: ConnectionState };
  /** Another room is shown, or it is described otherwise. */
  room: { room: Room };
  error: { code: string; message: string; id?: string };
  open: Record<string, never>;
  close: Record<string, never>;
  /** Cancelable. A listener may also put another text in the place of this one. */
  'before-send': { id: string; text: string };
}

/** The events of the element, for `addEventListener`. */
export type ChatEvents = { [K in keyof Details as `chat:${K}`]: CustomEvent<Details[K]> };

/** Frame → host. */
export type FromFrame =
  | { [K in Exclude<keyof Details, 'open' | 'close'>]: { type: K } & Details[K] }[Exclude<keyof Details, 'open' | 'close'>]
  | { type: 'close' }
  | { type: 'keep'; session: string | null }
  | { type: 'token-wanted'; reason: TokenReason };
