// What one has of a room's log: the latest messages, and how far they go. Pure: no clock, no connection.
//
// `seq` counts messages and `rev` the changes to them, both without gaps, so what is missing is seen by its number.

import type { Cursor, Epoch, Message, MessageDeleted, ReactionChanged, Rev, Seq } from './contract.js';

/** What became of something that came: it is new, it was known, or something before it is missing. */
export type Taken = 'new' | 'known' | 'gap';

/** A change to a message. */
export type Change =
  | { rev: Rev; message: Message }
  | { rev: Rev; deleted: MessageDeleted }
  | { rev: Rev; reactions: ReactionChanged };

export class Timeline {
  /** The latest messages, the oldest first, without gaps; another array after every change. */
  messages: readonly Message[] = [];
  #seq: Seq = 0;
  #rev: Rev = 0;
  #epoch: Epoch = '';
  readonly #keep: number;

  /** Keeps at most `keep` messages. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  get seq(): Seq {
    return this.#seq;
  }

  /** Where to go on from. */
  get cursor(): Required<Exclude<Cursor, Seq>> {
    return { seq: this.#seq, rev: this.#rev, epoch: this.#epoch };
  }

  /** Begins anew from a page that ends at the room's head. */
  start(messages: readonly Message[], head: Seq, rev: Rev, epoch: Epoch): void {
    this.messages = messages.slice(-this.#keep);
    [this.#seq, this.#rev, this.#epoch] = [head, rev, epoch];
  }

  /** Everything up to here has come. */
  reached(head: Seq, rev: Rev, epoch: Epoch): void {
    [this.#seq, this.#rev, this.#epoch] = [Math.max(this.#seq, head), Math.max(this.#rev, rev), epoch];
  }

  /** Whether there is something behind what has come. */
  isBehind(head: Seq, rev: Rev): boolean {
    return head > this.#seq || rev > this.#rev;
  }

  /** A message came. */
  take(message: Message): Taken {
    if (message.seq <= this.#seq) return 'known';
    if (message.seq > this.#seq + 1) return 'gap';
    this.#seq = message.seq;
    this.messages = [...this.messages, message].slice(-this.#keep);
    return 'new';
  }

  /**
   * A change came. While one is being brought up to date, changes may be left out that others have overtaken: then, with
   * `skipping`, none counts as missing, and none as reached.
   */
  change(change: Change, skipping: boolean): Taken {
    const { rev } = change;
    if (rev <= this.#rev) return 'known';
    const at = this.#find(change);
    const before = this.messages[at];
    if (before) {
      if ((before.rev ?? 0) >= rev) return 'known';
      const messages = [...this.messages];
      messages[at] = changed(before, change);
      this.messages = messages;
    }
    if (skipping) return 'new';
    if (rev > this.#rev + 1) return 'gap';
    this.#rev = rev;
    return 'new';
  }

  #find(change: Change): number {
    const { seq } = 'message' in change ? change.message : 'deleted' in change ? change.deleted : change.reactions;
    const first = this.messages[0]?.seq ?? Infinity;
    return seq < first ? -1 : seq - first;
  }
}

function changed(message: Message, change: Change): Message {
  if ('message' in change) return change.message;
  const { id, room, seq, user, createdAt } = message;
  const { rev } = change;
  if ('deleted' in change) return { id, room, seq, rev, user, createdAt, deletedAt: change.deleted.deletedAt };
  return { ...message, rev, reactions: change.reactions.reactions };
}
