import type { Chat } from './chat.js';

/** What depends on how we came into the page: with the script of a server, or out of a package. */
export const defaults: {
  /** The server of elements that do not name theirs. */
  server: string;
  /** Fetches what is behind the launcher; `again` counts how often that has failed, since browsers remember a failure. */
  chat(again: number): Promise<{ Chat: typeof Chat }>;
} = {
  server: '',
  chat: () => Promise.reject(),
};
