// Who is writing: saying so no more often than others need it, and forgetting it of who has stopped without a word.

import type { Connection } from './connection.js';
import type { RoomSlug, User, UserId } from './contract.js';

/** How long a signal lasts where the server has not said so yet, in milliseconds. */
const TTL = 6_000;

export class Typing {
  /** Who is writing. */
  users: readonly User[] = [];
  readonly #timers = new Map<UserId, ReturnType<typeof setTimeout>>();
  readonly #connection: Connection;
  readonly #room: RoomSlug;
  readonly #changed: (users: readonly User[]) => void;
  /** When one last said that one is writing; 0 where others do not think so. */
  #saidAt = 0;

  constructor(connection: Connection, room: RoomSlug, changed: (users: readonly User[]) => void) {
    this.#connection = connection;
    this.#room = room;
    this.#changed = changed;
  }

  get #ttl(): number {
    return this.#connection.session?.limits.typingTtlMs ?? TTL;
  }

  /** Says that one is writing, unless that was said a moment ago, or that one no longer is, unless nobody thinks so. */
  set(typing: boolean): void {
    const since = Date.now() - this.#saidAt;
    if (typing ? since < this.#ttl / 2 : since >= this.#ttl) return;
    this.#saidAt = typing ? Date.now() : 0;
    // Not worth being told later.
    if (this.#connection.state !== 'online') return;
    this.#connection.socket.volatile.emit('typing:set', { room: this.#room, typing }, () => {});
  }

  /** A message was sent, which ends it for everybody. */
  sent(): void {
    this.#saidAt = 0;
  }

  /** Somebody is writing, or no longer is. */
  hear(user: User, typing: boolean): void {
    const known = this.#timers.has(user.id);
    clearTimeout(this.#timers.get(user.id));
    this.#timers.delete(user.id);
    if (typing) this.#timers.set(user.id, setTimeout(() => this.hear(user, false), this.#ttl));
    if (known !== typing) this.#tell(typing ? [...this.users, user] : this.users.filter(({ id }) => id !== user.id));
  }

  /** Nothing more is heard. */
  interrupted(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#saidAt = 0;
    if (this.users.length > 0) this.#tell([]);
  }

  #tell(users: readonly User[]): void {
    this.users = users;
    this.#changed(users);
  }
}
