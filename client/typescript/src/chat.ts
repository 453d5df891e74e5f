// One person's chat: the connection, and the rooms that are joined on it.

import type { Socket } from 'socket.io-client';

import {
  Connection,
  type ChatSocket,
  type ConnectionOptions,
  type ConnectionState,
  type ReplyOf,
  type RequestEvent,
  type RequestOf,
} from './connection.js';
import type { Limits, Message, MessageUpdated, RoomSlug, RoomUpdated, ServerToClientEvents, Session, User } from './contract.js';
import { Emitter } from './emitter.js';
import { ChatError } from './errors.js';
import { ChatRoom } from './room.js';

/** How to connect, and how much to keep. */
export interface ChatOptions extends ConnectionOptions {
  /** Most messages in `room.messages`. 500 if not given. */
  keep?: number;
}

/** What a chat tells. */
export interface ChatEvents {
  /** The connection came, went, came back, or is closed for good. */
  state: ConnectionState;
  /** The server let one in: at the start and after every lost connection. Keep `session.token` to be the same person later. */
  session: Session;
  /** Something went wrong that no call is waiting for. Where it cannot be mended, `state` is `closed`. */
  error: ChatError;
}

/** What the server tells of single rooms. */
const OF_ROOMS = [
  'message:new',
  'message:updated',
  'message:deleted',
  'reaction:changed',
  'room:head',
  'room:state',
  'room:updated',
  'room:removed',
  'room:role-changed',
  'room:people',
  'presence:changed',
  'typing:changed',
  'read:changed',
] as const satisfies (keyof ServerToClientEvents)[];

type OfRooms = (typeof OF_ROOMS)[number];

/** An event of a room that is being joined and not there yet. */
type Early = { slug: RoomSlug; event: OfRooms; told: object };

/** Messages of a room that are kept. */
const KEEP = 500;
/** Events that are kept for rooms that are being joined; what is missing then is seen by its number. */
const EARLY = 1_000;

export class Chat extends Emitter<ChatEvents> {
  /** The stock socket, with the types of the contract, for everything that has no method here. */
  readonly socket: ChatSocket;
  /** Resolves when the server has let one in for the first time; rejects where it will not. */
  readonly ready: Promise<Session>;
  readonly #connection: Connection;
  readonly #keep: number;
  readonly #rooms = new Map<RoomSlug, ChatRoom>();
  readonly #joining = new Map<RoomSlug, Promise<ChatRoom>>();
  #early: Early[] = [];

  constructor(url: string, options: ChatOptions) {
    super();
    this.#keep = options.keep ?? KEEP;
    this.#connection = new Connection(url, options, () =>
      Object.fromEntries(Array.from(this.#rooms.values(), ({ slug, cursor }) => [slug, cursor])),
    );
    this.socket = this.#connection.socket;
    this.#listen();
    this.ready = this.#connection.online().then(() => this.session as Session);
    // Who does not ask is told by the event `error`.
    this.ready.catch(() => {});
  }

  /** Whether there is a connection. */
  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** What the server said when it let one in. */
  get session(): Session | undefined {
    return this.#connection.session;
  }

  /** Who one is. */
  get user(): User | undefined {
    return this.session?.user;
  }

  /** The server's limits. */
  get limits(): Limits | undefined {
    return this.session?.limits;
  }

  /** The rooms that are joined here. */
  get rooms(): ReadonlyMap<RoomSlug, ChatRoom> {
    return this.#rooms;
  }

  /** Comes into a room, and stays in it over lost connections. Makes one a member of a public one. */
  join(slug: RoomSlug): Promise<ChatRoom> {
    const there = this.#rooms.get(slug);
    if (there) return Promise.resolve(there);
    const joining = this.#joining.get(slug) ?? this.#join(slug).finally(() => {
      this.#joining.delete(slug);
      this.#early = this.#early.filter((early) => early.slug !== slug);
    });
    this.#joining.set(slug, joining);
    return joining;
  }

  /**
   * Asks for anything that the contract has. Asked once: where the connection is lost before the answer, it rejects with
   * `disconnected`, and it is not known whether it was done. Every change may be asked for again.
   */
  request<Event extends RequestEvent>(
    event: Event,
    request: RequestOf<Event>,
    options: { timeout?: number } = {},
  ): Promise<ReplyOf<Event>> {
    return this.#connection.request(event, request, options.timeout);
  }

  /** Ends the connection. Everything that still waits for an answer is rejected with `closed`. */
  close(): void {
    this.#connection.close();
  }

  async #join(slug: RoomSlug): Promise<ChatRoom> {
    for (;;) {
      await this.#connection.online();
      try {
        const reply = await this.#connection.request('room:join', { room: slug });
        const room = new ChatRoom(this.#connection, reply, this.#keep);
        this.#rooms.set(slug, room);
        // What came right behind the answer is handled before whoever waits for the answer.
        const mine = this.#early.filter((early) => early.slug === slug);
        this.#early = this.#early.filter((early) => early.slug !== slug);
        for (const { event, told } of mine) this.#hear(slug, event, told);
        return room;
      } catch (error) {
        // Coming in twice is coming in once.
        if (!(error instanceof ChatError) || error.code !== 'disconnected') throw error;
      }
    }
  }

  #hear(slug: RoomSlug, event: OfRooms, told: object): void {
    const room = this.#rooms.get(slug);
    room?.hear([event, told] as Parameters<ChatRoom['hear']>[0]);
    if (event === 'room:removed') this.#rooms.delete(slug);
    if (!room && this.#joining.has(slug) && this.#early.length < EARLY) this.#early.push({ slug, event, told });
  }

  #listen(): void {
    for (const event of OF_ROOMS) {
      // Each event has its own payload, which TypeScript does not see in a loop.
      (this.socket as unknown as Socket).on(event, (told: Message | MessageUpdated | RoomUpdated) => {
        const { room } = 'message' in told ? told.message : told;
        this.#hear(typeof room === 'object' ? room.slug : room, event, told);
      });
    }
    this.socket.on('user:updated', (told) => {
      for (const room of this.#rooms.values()) room.hear(['user:updated', told]);
    });
    this.#connection.on('session', (session) => this.emit('session', session));
    this.#connection.on('error', (error) => this.emit('error', error));
    this.#connection.on('state', (state) => {
      for (const room of this.#rooms.values()) {
        if (state === 'offline') room.interrupted();
        if (state === 'closed') room.end('closed');
      }
      this.emit('state', state);
    });
  }
}
