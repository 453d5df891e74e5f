// @sociable/client: what is offered to apps.

import { Chat, type ChatOptions } from './chat.js';

/** Connects to a server, and stays connected until `close()`. Who one is: a `name`, a `token`, or what `getToken` gives. */
export function connect(url: string, options: ChatOptions): Chat {
  return new Chat(url, options);
}

export type { Chat, ChatEvents, ChatOptions } from './chat.js';
export type { ChatSocket, ConnectionState, ReplyOf, RequestEvent, RequestOf } from './connection.js';
export type * from './contract.js';
export { RETRYABLE, VERSION } from './contract.js';
export { ChatError, type LocalCode } from './errors.js';
export { newMessageId } from './id.js';
export type { TokenReason } from './identity.js';
export type { SendOptions } from './outbox.js';
export type { ChatRoom, RoomEvents } from './room.js';
