// One connection that comes back: stock `socket.io-client`, and the three things that it leaves to its user. It takes a
// refused handshake, and being disconnected by the server, as final; it knows nothing of tokens that end; and it does not
// know when a server that stops wants it back.

import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

import type { Ack, ClientToServerEvents, Cursor, RoomSlug, ServerToClientEvents, Session } from './contract.js';
import { Emitter } from './emitter.js';
import { ChatError } from './errors.js';
import { Identity, type Credentials } from './identity.js';

/** The stock client with the types of the contract. */
export type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** An event that asks for something. */
export type RequestEvent = keyof ClientToServerEvents;
/** What an event of this name takes. */
export type RequestOf<Event extends RequestEvent> = Parameters<ClientToServerEvents[Event]>[0];
/** What a successful answer to it brings. */
export type ReplyOf<Event extends RequestEvent> = Extract<
  Parameters<Parameters<ClientToServerEvents[Event]>[1]>[0],
  { ok: true }
>;

/** Whether there is a connection: not yet, yes, it is lost and tried again, or for good not any more. */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'closed';

/** How to connect. */
export interface ConnectionOptions extends Credentials {
  /**
   * How long an answer may take, in milliseconds, the time without a connection included. Where nothing at all comes in that
   * time, the connection is given up for another. 10,000 if not given.
   */
  timeout?: number;
  /** What to give to `io()` besides: `path`, `transports`, `reconnectionDelay` and so on. */
  socket?: Partial<Omit<ManagerOptions & SocketOptions, 'auth' | 'forceNew' | 'reconnection' | 'retries' | 'ackTimeout'>>;
}

interface ConnectionEvents {
  state: ConnectionState;
  session: Session;
  error: ChatError;
}

/** The longest wait between two tries that are not the library's, in milliseconds. */
const LONGEST_WAIT = 30_000;
/** How long an answer may take, in milliseconds. */
const TIMEOUT = 10_000;
/** How long a server may take to let somebody in, in milliseconds: one that is asked by many at a time lets them wait 15 s. */
const LET_IN = 20_000;

export class Connection extends Emitter<ConnectionEvents> {
  readonly socket: ChatSocket;
  readonly timeout: number;
  state: ConnectionState = 'connecting';
  session: Session | undefined;
  readonly #identity: Identity;
  readonly #cursors: () => Record<RoomSlug, Cursor>;
  /** What to reject with from when it is closed for good, and who is told. */
  #closed: ChatError | undefined;
  readonly #untilClosed = new Set<(reason: ChatError) => void>();
  /** Whom to tell when this connection is lost. */
  readonly #untilLost = new Set<() => void>();
  /** When to come back, where the server has said so: its clock is not needed, only ours. */
  #comeBackAt = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends where the server does not say in time whom it has let in. */
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** When something came, by our clock. */
  #heardAt = 0;
  /** Why the server is about to end the connection. */
  #ending: 'revoked' | 'expired' | undefined;

  constructor(url: string, options: ConnectionOptions, cursors: () => Record<RoomSlug, Cursor>) {
    super();
    this.#identity = new Identity(options);
    this.#cursors = cursors;
    this.timeout = options.timeout ?? TIMEOUT;
    this.socket = io(url, {
      ...options.socket,
      // Its Manager is told when to try again, which is no business of other sockets of the page.
      forceNew: true,
      auth: (send) => void this.#authenticate(send),
    });
    this.#listen();
  }

  /** Asks for something. Rejects with a {@link ChatError} where it is refused, or no answer comes in time. */
  async request<Event extends RequestEvent>(
    event: Event,
    request: RequestOf<Event>,
    timeout = this.timeout,
  ): Promise<ReplyOf<Event>> {
    const until = Date.now() + timeout;
    // Not left to the library, which would send it also when nobody waits for the answer any more.
    if (this.state !== 'online') await this.#onlineWithin(event, timeout);
    const answer = await this.untilClosed(this.#ask(event, request, Math.max(until - Date.now(), 1)));
    if (answer.ok) return answer as ReplyOf<Event>;
    throw ChatError.from(answer.error);
  }

  /** The same as `promise`, unless the connection is closed for good before. */
  untilClosed<Value>(promise: Promise<Value>): Promise<Value> {
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise((resolve, reject) => {
      this.#untilClosed.add(reject);
      promise.then(resolve, reject).finally(() => this.#untilClosed.delete(reject));
    });
  }

  /** Resolves as soon as there is a connection that the server has let in. */
  async online(): Promise<void> {
    if (this.state === 'online') return;
    await this.untilClosed(
      new Promise<void>((resolve) => {
        const off = this.on('session', () => {
          off();
          resolve();
        });
      }),
    );
  }

  /** Ends it, and everything that waits for it, for this reason. */
  close(reason = new ChatError('closed', 'the chat is closed')): void {
    if (this.state === 'closed') return;
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
    this.#closed = reason;
    this.#enter('closed');
    for (const reject of this.#untilClosed) reject(reason);
    this.#untilClosed.clear();
    this.socket.disconnect();
  }

  async #onlineWithin(event: RequestEvent, timeout: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ChatError('timeout', `${event}: there was no connection in time`)), timeout);
    });
    await Promise.race([this.online(), late]).finally(() => clearTimeout(timer));
  }

  #ask(event: RequestEvent, request: object, timeout: number): Promise<Ack> {
    // The library's types cannot follow an event that is a parameter.
    const socket = this.socket.timeout(timeout) as unknown as Socket;
    return new Promise((resolve, reject) => {
      // Not left to the library: before 4.8 it waits for answers on a connection that is gone until they are late.
      const lost = () => reject(new ChatError('disconnected', `${event}: the connection was lost`));
      const askedAt = Date.now();
      const late = (cause: unknown) => {
        reject(new ChatError('timeout', `${event}: no answer came in time`, { cause }));
        if (this.state === 'online' && this.#heardAt < askedAt) this.#giveUp();
      };
      this.#untilLost.add(lost);
      socket.emitWithAck(event, request).then(resolve, late).finally(() => this.#untilLost.delete(lost));
    });
  }

  #listen(): void {
    const { socket } = this;
    // A server that has let somebody in says so at once.
    socket.on('connect', () => this.#expectSession(this.timeout));
    socket.on('session', (session) => {
      clearTimeout(this.#patience);
      this.#failures = 0;
      this.#ending = undefined;
      this.session = session;
      this.#identity.accepted(session);
      this.#enter('online');
      this.emit('session', session);
    });
    socket.on('session:expiring', () => void this.#renew());
    socket.on('session:expired', () => void (this.#ending = 'expired'));
    socket.on('session:revoked', () => void (this.#ending = 'revoked'));
    socket.on('user:updated', ({ user }) => {
      if (this.session?.user.id === user.id) this.session = { ...this.session, user };
    });
    socket.on('server:restart', ({ retryAfterMs }) => void (this.#comeBackAt = Date.now() + retryAfterMs));
    socket.on('disconnect', () => this.#disconnected());
    socket.io.on('open', () => socket.io.engine.on('packet', () => void (this.#heardAt = Date.now())));
    socket.on('connect_error', (error) => this.#failed(error));
  }

  async #authenticate(send: (auth: object) => void): Promise<void> {
    const engine = this.socket.io.engine;
    try {
      const credentials = await this.#identity.credentials();
      // If the connection is another by now, it has asked for itself.
      if (this.socket.io.engine !== engine) return;
      send({ ...credentials, cursors: this.#cursors() });
      this.#expectSession(LET_IN);
    } catch (error) {
      if (this.state === 'closed' || this.socket.io.engine !== engine) return;
      this.socket.disconnect();
      this.#again(error as ChatError);
    }
  }

  async #renew(): Promise<void> {
    if (!this.#identity.canRenew) return;
    try {
      const token = await this.#identity.fresh('expiring');
      this.#identity.renewed(token);
      await this.request('session:renew', { token });
    } catch (error) {
      // The connection ends, and another is made.
      if (this.state !== 'closed') this.emit('error', error as ChatError);
    }
  }

  /**
   * Lets go of a connection on which nothing comes any more, sooner than the library, which waits for a ping. It sticks there
   * also where a line breaks in the very moment that it moves from polling to a WebSocket.
   */
  #giveUp(): void {
    const { engine } = this.socket.io;
    // It would wait for what is to be sent, and for the upgrade, before it closes.
    engine.writeBuffer = [];
    (engine as unknown as { upgrading: boolean }).upgrading = false;
    engine.close();
  }

  #expectSession(within: number): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#giveUp(), within);
  }

  #disconnected(): void {
    clearTimeout(this.#patience);
    for (const lost of this.#untilLost) lost();
    this.#untilLost.clear();
    if (this.state === 'closed') return;
    this.#enter('offline');
    if (this.socket.active) {
      const wait = this.#comeBackAt - Date.now();
      this.#comeBackAt = 0;
      if (wait <= 0) return;
      this.socket.io.reconnection(false);
      return this.#connectIn(wait);
    }
    if (this.#ending === 'expired') {
      if (this.#identity.expired()) return this.#connectIn(0);
      return this.#fail(new ChatError('token_expired', 'the token has expired, and there is no other'));
    }
    if (this.#ending === 'revoked') return this.#fail(new ChatError('invalid_token', 'the session was revoked'));
    this.#fail(new ChatError('closed', 'the server has ended the connection'));
  }

  #failed(cause: Error): void {
    clearTimeout(this.#patience);
    if (this.state === 'closed') return;
    // The library tries again by itself where the server could not be reached, but not where it said no.
    if (this.socket.active) return;
    const error = ChatError.fromConnectError(cause.message);
    if (error && this.#identity.refused(error.code)) return this.#connectIn(this.#failures++ === 0 ? 0 : this.#wait());
    if (error && !error.retryable) return this.#fail(error);
    this.#again(error ?? new ChatError('disconnected', cause.message, { cause }));
  }

  /** Tells of an error, and tries again later. */
  #again(error: ChatError): void {
    this.emit('error', error);
    this.#failures += 1;
    this.#connectIn(error.retryAfterMs ?? this.#wait());
  }

  /** Each time twice as long, and by up to half another time for each client. */
  #wait(): number {
    const wait = Math.min(1_000 * 2 ** (this.#failures - 1), LONGEST_WAIT);
    return wait * (0.75 + Math.random() / 2);
  }

  #connectIn(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.socket.io.reconnection(true);
      this.socket.connect();
    }, wait);
  }

  #fail(error: ChatError): void {
    this.emit('error', error);
    this.close(error);
  }

  #enter(state: ConnectionState): void {
    if (this.state === state) return;
    this.state = state;
    this.emit('state', state);
  }
}
