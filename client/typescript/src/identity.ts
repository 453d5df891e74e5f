// Who one is: a guest's name, the token of an earlier session, or tokens that the app gets from its own server.

import type { Handshake, Session } from './contract.js';
import { ChatError } from './errors.js';

/** Why a token is asked for. */
export type TokenReason =
  /** There was none yet. */
  | 'start'
  /** The one in use ends soon; the connection goes on meanwhile. */
  | 'expiring'
  /** The one in use has ended. */
  | 'expired'
  /** The server does not take it. */
  | 'refused';

/** Who one is: a name to come in with as a guest, a token of an earlier session, or both, for when the token is void. */
export interface Credentials {
  /** The name to come in with as a guest. */
  name?: string;
  /** `session.token` of an earlier time: one is the same person again. */
  token?: string;
  /** Gets a token that the app's own server has signed for the person. Called again whenever a fresh one is needed. */
  getToken?: (reason: TokenReason) => string | Promise<string>;
}

export class Identity {
  readonly #name: string | undefined;
  readonly #getToken: Credentials['getToken'];
  #token: string | undefined;
  #reason: TokenReason = 'start';
  /** How often a token was refused since one was taken. */
  #refusals = 0;

  constructor({ name, token, getToken }: Credentials) {
    this.#name = name;
    this.#token = token;
    this.#getToken = getToken;
  }

  /** Whether fresh tokens can be had. */
  get canRenew(): boolean {
    return this.#getToken !== undefined;
  }

  /** What to say in the handshake. */
  async credentials(): Promise<Pick<Handshake, 'name' | 'token'>> {
    if (!this.#token && this.#getToken) this.#token = await this.fresh(this.#reason);
    if (this.#token) return { token: this.#token };
    return this.#name === undefined ? {} : { name: this.#name };
  }

  /** A fresh token from the app. */
  async fresh(reason: TokenReason): Promise<string> {
    try {
      const token = await this.#getToken?.(reason);
      if (typeof token === 'string' && token !== '') return token;
    } catch (cause) {
      throw new ChatError('no_token', 'getToken failed', { cause });
    }
    throw new ChatError('no_token', 'getToken gave no token');
  }

  /** The connection goes on with this token. */
  renewed(token: string): void {
    this.#token = token;
  }

  /** The server took what was said. A guest is the same person from now on by the token that it gave. */
  accepted({ token }: Session): void {
    this.#refusals = 0;
    if (token !== undefined) this.#token = token;
  }

  /** The token has ended. Whether there is another way in. */
  expired(): boolean {
    return this.#another('expired');
  }

  /** The server refused with this code. Whether it is worth another try, with something else. */
  refused(code: string): boolean {
    if (code === 'token_expired') return this.#another('expired');
    return (code === 'invalid_token' || code === 'token_required') && this.#another('refused');
  }

  #another(reason: TokenReason): boolean {
    this.#reason = reason;
    this.#refusals += 1;
    const had = this.#token !== undefined;
    this.#token = undefined;
    // A token that was made a moment ago and is refused again will be refused for ever.
    if (this.#getToken) return this.#refusals <= 2;
    return had && this.#name !== undefined && reason === 'refused';
  }
}
