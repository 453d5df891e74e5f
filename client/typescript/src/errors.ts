// Why something was not done: the server's codes, and those of what can go wrong on this side.

import { RETRYABLE, type ErrorCode, type Refusal } from './contract.js';

/** What can go wrong without the server's saying so. */
export type LocalCode =
  /** No answer came in time. Whether it was done is unknown. */
  | 'timeout'
  /** The connection was lost before the answer came. Whether it was done is unknown. */
  | 'disconnected'
  /** The chat was closed, by `close()` or because the server will not have this person; `cause` says why. */
  | 'closed'
  /** The caller no longer wanted it. Whether it was done is unknown. */
  | 'aborted'
  /** More messages wait to be sent to this room than are kept. This one is not among them. */
  | 'outbox_full'
  /** `getToken` failed; `cause` is what it threw. */
  | 'no_token';

/** Codes of this side after which the same may succeed later. */
const RETRYABLE_HERE: readonly string[] = ['timeout', 'disconnected', 'no_token'] satisfies LocalCode[];

/** Everything that this package throws and rejects with. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  /** What went wrong, for a program. */
  readonly code: ErrorCode | LocalCode;
  /** The field of the request that is wrong, where it is one field's fault. */
  readonly field: string | undefined;
  /** Milliseconds to wait before trying the same again, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode | LocalCode,
    message: string,
    details: { field?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same may succeed later without being changed. */
  get retryable(): boolean {
    return [...RETRYABLE, ...RETRYABLE_HERE].includes(this.code);
  }

  /** What an ack refuses with. */
  static from({ code, message, ...details }: Refusal): ChatError {
    return new ChatError(code, message, details);
  }

  /** What the message of a `connect_error` says: `code: sentence`; nothing where it is not the server's. */
  static fromConnectError(message: string): ChatError | undefined {
    const [, code, sentence] = /^([a-z_]+): (.*)$/s.exec(message) ?? [];
    return code && sentence ? new ChatError(code as ErrorCode, sentence) : undefined;
  }
}
