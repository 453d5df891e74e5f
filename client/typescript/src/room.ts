// A room that one is in: its latest messages, its people, and what can be done there. It stays the same object over lost
// connections, and takes up where it was.

import type { Connection } from './connection.js';
import type {
  Cursor,
  HistoryReply,
  JoinReply,
  Message,
  MessageDeleted,
  MessageId,
  MessageText,
  Person,
  ReactionChanged,
  ReactionKey,
  ReadPosition,
  RemovedReason,
  Role,
  Room,
  RoomSlug,
  RoomState,
  Seq,
  ServerToClientEvents,
  User,
} from './contract.js';
import { Emitter } from './emitter.js';
import { Outbox, type SendOptions } from './outbox.js';
import { Timeline, type Change } from './timeline.js';
import { Typing } from './typing.js';

/** What a room tells. */
export interface RoomEvents {
  /** A message came: everybody's, one's own included, in order and once. */
  message: Message;
  /** A message is another now: edited, pinned, or changed in several ways while one was away. */
  updated: Message;
  /** What a message said is taken back. */
  deleted: MessageDeleted;
  /** The reactions to a message are others now. */
  reactions: ReactionChanged;
  /**
   * Too much was missed, or it is another history: what was known of the room is void. `room.messages` has been replaced by
   * the latest page; older ones come by `history`.
   */
  reset: readonly Message[];
  /** Name, topic or state of the room changed. */
  info: Room;
  /** Who is here changed. */
  people: readonly Person[];
  /** Who is writing changed; oneself is not among them. */
  typing: readonly User[];
  /** Somebody has read further; perhaps oneself, on another device. */
  read: ReadPosition;
  /** One is not in the room any more. Nothing follows. */
  removed: RemovedReason | 'closed';
}

/** What the server tells of a room. */
type Told = {
  [Event in keyof ServerToClientEvents]: [Event, Parameters<ServerToClientEvents[Event]>[0]];
}[keyof ServerToClientEvents];

/** How often what is missing is asked for in a row, before that is left to the next sign of it. */
const ROUNDS = 5;

export class ChatRoom extends Emitter<RoomEvents> {
  readonly slug: RoomSlug;
  /** What there is to know of the room. */
  info: Room;
  /** What one may do in it. */
  role: Role;
  /** Who is here, oneself among them, by name; at most `limits.peopleListed`. */
  people: readonly Person[] = [];
  /** How many are here. */
  peopleCount = 0;
  /** The last position one has read. */
  read: Seq;
  /** Whether there are messages before the first of `messages`. */
  hasMore: boolean;
  /** Whether one is in it. */
  joined = true;
  readonly #connection: Connection;
  readonly #timeline: Timeline;
  readonly #outbox: Outbox;
  readonly #typing: Typing;
  /** What is known is void. */
  #void = false;
  /** Whether everything comes as it happens. Not so from when a connection is lost until what was missed is there. */
  #live = true;
  /** Fetching what is missing; events wait for it, as it brings them. */
  #fetching = false;
  /** Where the room stands as far as was heard meanwhile. */
  #heard = { seq: 0, rev: 0 };
  /** Up to where one wants to have read, and the telling of it. */
  #wanted: Seq = 0;
  #reading: Promise<void> | undefined;

  /** @internal */
  constructor(connection: Connection, reply: JoinReply, keep: number) {
    super();
    this.#connection = connection;
    this.slug = reply.room.slug;
    this.info = reply.room;
    this.role = reply.role;
    this.read = reply.read;
    this.hasMore = reply.hasMore;
    this.#timeline = new Timeline(keep);
    this.#outbox = new Outbox(connection, this.slug);
    this.#typing = new Typing(connection, this.slug, (users) => this.emit('typing', users));
    this.#begin(reply);
  }

  /** The latest messages, the oldest first, without gaps; another array after every change. */
  get messages(): readonly Message[] {
    return this.#timeline.messages;
  }

  /** Who is writing, oneself excepted. */
  get typing(): readonly User[] {
    return this.#typing.users;
  }

  /**
   * Sends a message: it is there once, and in the order of calls, whatever happens to the connection meanwhile. Resolves
   * when it is on the server's disk. Rejects with a {@link ChatError} where the server does not take it.
   */
  send(text: MessageText, options?: SendOptions): Promise<Message> {
    const sent = this.#outbox.send(text, options);
    this.#typing.sent();
    return sent;
  }

  /** Changes the text of one's own message. */
  async edit(id: MessageId, text: MessageText): Promise<Message> {
    return (await this.#connection.request('message:edit', { room: this.slug, id, text })).message;
  }

  /** Takes back what a message says. */
  async delete(id: MessageId): Promise<Message> {
    return (await this.#connection.request('message:delete', { room: this.slug, id })).message;
  }

  /** Reacts to a message, or no longer. */
  async react(id: MessageId, reaction: ReactionKey, on = true): Promise<Message> {
    return (await this.#connection.request('message:react', { room: this.slug, id, reaction, on })).message;
  }

  /** A page of messages: those before a position, after one, or the latest. `messages` stays as it is. */
  async history(page: { before?: Seq; limit?: number } | { after: Seq; limit?: number } = {}): Promise<HistoryReply> {
    const { messages, hasMore } = await this.#connection.request('message:history', { room: this.slug, ...page });
    return { messages, hasMore };
  }

  /** Call it with every keystroke, and with `false` when the text is gone: others are told no more often than needed. */
  setTyping(typing = true): void {
    this.#typing.set(typing);
  }

  /** Says that one has read up to a position, by default to the last. Several calls at a time are one request. */
  async markRead(seq: Seq = this.#timeline.seq): Promise<void> {
    if (seq <= this.read) return;
    this.#wanted = Math.max(this.#wanted, seq);
    this.#reading ??= this.#tellRead().finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  /** Leaves for good: one is no longer a member, on any device. */
  async leave(): Promise<void> {
    await this.#connection.request('room:leave', { room: this.slug });
    this.end('left');
  }

  /** @internal Where to go on from. */
  get cursor(): Exclude<Cursor, Seq> {
    return this.#timeline.cursor;
  }

  /** @internal The connection was lost; the next one begins with what was missed. */
  interrupted(): void {
    this.#live = false;
    this.#typing.interrupted();
  }

  /** @internal */
  end(reason: RemovedReason | 'closed'): void {
    if (!this.joined) return;
    this.joined = false;
    this.#typing.interrupted();
    this.emit('removed', reason);
  }

  /** @internal Something was told of this room. */
  hear([event, told]: Told): void {
    switch (event) {
      case 'message:new':
        return this.#message(told);
      case 'message:updated':
        return this.#change({ rev: told.message.rev ?? 0, message: told.message });
      case 'message:deleted':
        return this.#change({ rev: told.rev, deleted: told });
      case 'reaction:changed':
        return this.#change({ rev: told.rev, reactions: told });
      case 'room:head':
        if (this.#live && this.#timeline.isBehind(told.seq, told.rev)) void this.#fetch();
        return;
      case 'room:state':
        return this.#state(told);
      case 'room:updated':
        this.info = told.room;
        return this.emit('info', told.room);
      case 'room:removed':
        return this.end(told.reason);
      case 'room:role-changed':
        if (told.user.id === this.#connection.session?.user.id) this.role = told.role;
        return;
      case 'room:people':
        return this.#here(told.people ?? this.people, told.peopleCount);
      case 'presence:changed': {
        // Told only in rooms whose people are all listed.
        const others = this.people.filter(({ user }) => user.id !== told.user.id);
        const people = told.status === 'offline' ? others : [...others, { user: told.user, status: told.status }].sort(byName);
        return this.#here(people, people.length);
      }
      case 'user:updated': {
        if (!this.people.some(({ user }) => user.id === told.user.id)) return;
        const people = this.people.map((person) => (person.user.id === told.user.id ? { ...person, user: told.user } : person));
        return this.#here(people.sort(byName), this.peopleCount);
      }
      case 'typing:changed':
        return this.#typing.hear(told.user, told.typing);
      case 'read:changed':
        if (told.user === this.#connection.session?.user.id) this.read = Math.max(this.read, told.seq);
        return this.emit('read', { user: told.user, seq: told.seq });
    }
  }

  #message(message: Message): void {
    this.#heard.seq = Math.max(this.#heard.seq, message.seq);
    if (this.#fetching) return;
    const taken = this.#timeline.take(message);
    if (taken === 'gap') return void this.#fetch();
    if (taken === 'known') return;
    this.#typing.hear(message.user, false);
    this.emit('message', message);
  }

  #change(change: Change): void {
    this.#heard.rev = Math.max(this.#heard.rev, change.rev);
    if (this.#fetching) return;
    const taken = this.#timeline.change(change, !this.#live);
    if (taken === 'known') return;
    if ('message' in change) this.emit('updated', change.message);
    else if ('deleted' in change) this.emit('deleted', change.deleted);
    else this.emit('reactions', change.reactions);
    if (taken === 'gap') void this.#fetch();
  }

  /** Everything that was missed has come, or is said to be too much. */
  #state(state: RoomState): void {
    if (state.reset) {
      this.#void = true;
      this.#heard = { seq: 0, rev: 0 };
      return void this.#fetch();
    }
    this.#live = true;
    this.#timeline.reached(state.head, state.rev, state.epoch);
    this.info = state.room;
    this.role = state.role ?? this.role;
    this.#here(state.people, state.peopleCount);
  }

  /** Asks for what is missing until nothing is or, where what is known is void, for the latest page. */
  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      // What comes meanwhile is left to the answer, which may have been on its way already; then it is asked for again.
      const isBehind = () => this.#timeline.isBehind(this.#heard.seq, this.#heard.rev);
      for (let round = 0; round === 0 || (round < ROUNDS && isBehind()); round += 1) {
        const { seq: after, rev, epoch } = this.#timeline.cursor;
        const from = this.#void ? {} : { after, rev, epoch };
        this.#fetching = true;
        const reply = await this.#connection.request('room:join', { room: this.slug, ...from });
        this.#fetching = false;
        if (this.#void || reply.reset) this.#begin(reply);
        else this.#catchUp(reply);
      }
    } catch {
      // Without a connection, the next one begins with what was missed. Else `room:head` says soon that something is.
    } finally {
      this.#fetching = false;
    }
  }

  #catchUp(reply: JoinReply): void {
    this.#live = false;
    for (const message of reply.messages) this.#message(message);
    for (const message of reply.changed ?? []) this.#change({ rev: message.rev ?? 0, message });
    this.#live = true;
    this.#timeline.reached(reply.head, reply.rev, reply.epoch);
    this.#here(reply.people, reply.peopleCount);
  }

  #begin(reply: JoinReply): void {
    this.#timeline.start(reply.messages, reply.head, reply.rev, reply.epoch);
    [this.#void, this.#live] = [false, true];
    this.info = reply.room;
    this.role = reply.role;
    this.read = reply.read;
    this.hasMore = reply.hasMore;
    this.emit('reset', this.messages);
    this.#here(reply.people, reply.peopleCount);
  }

  async #tellRead(): Promise<void> {
    for (let seq = this.#wanted; seq > this.read; seq = this.#wanted) {
      const { read } = await this.#connection.request('read:set', { room: this.slug, seq });
      this.read = Math.max(this.read, read);
      // Beyond the last message is the last message.
      this.#wanted = Math.max(read, this.#wanted === seq ? read : this.#wanted);
    }
  }

  #here(people: readonly Person[], count: number): void {
    this.people = people;
    this.peopleCount = count;
    this.emit('people', people);
  }
}

function byName(a: Person, b: Person): number {
  return a.user.name.localeCompare(b.user.name);
}
