// Where a host's token comes from: a function of the page, an address of its backend, or what it has given already.

/** How long the page may take; the chat must not wait for ever. */
const LIMIT = 30_000;

export type GetToken = () => string | null | undefined | Promise<string | null | undefined>;

/** Gets a token by whichever way there is; several who want one at a time share it. */
export class Tokens {
  #underway: Promise<string | null> | undefined;
  #given: string | null = null;

  /**
   * @param fixed is used once: whoever asks again has found it wanting.
   * @throws what says why there is none, without the token in it.
   */
  get(getToken: GetToken | null, url: string | null, fixed: string | null): Promise<string | null> {
    if (this.#underway) return this.#underway;
    const underway = this.#fetch(getToken, url, fixed).finally(() => {
      if (this.#underway === underway) this.#underway = undefined;
    });
    return (this.#underway = underway);
  }

  /** Somebody else signs in, and may come with a token that was seen before. */
  forget(): void {
    this.#underway = undefined;
    this.#given = null;
  }

  async #fetch(getToken: GetToken | null, url: string | null, fixed: string | null): Promise<string | null> {
    if (fixed && fixed !== this.#given) return (this.#given = fixed);
    if (getToken) return (await within(LIMIT, Promise.resolve(getToken()))) ?? null;
    if (url) return fromAddress(url);
    if (fixed) throw new Error('The token is not valid any more, and there is no getToken or token-url for another');
    return null;
  }
}

/** The answer is `{"token": "…"}` or the token itself; the host's own cookies go along, to nobody else. */
async function fromAddress(url: string): Promise<string | null> {
  const response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(LIMIT) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const text = (await response.text()).trim();
  return (text[0] === '{' ? JSON.parse(text).token : text) || null;
}

function within<T>(limit: number, promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('getToken did not answer')), limit)),
  ]);
}
