// What a client has heard and nobody has looked at yet.

/** How long anything may take: long, because machines are busy; what is waited for comes much sooner. */
export const PATIENCE = 40_000;

export class Heard {
  #events = [];
  #waiting = new Set();

  add(event, payload) {
    this.#events.push({ event, payload });
    for (const look of this.#waiting) look();
  }

  /** The next event of this name that `accept` takes, also if it came while something else was waited for. */
  next(event, accept = () => true) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`no ${event} came; there were: ${JSON.stringify(this.#events)}`));
      }, PATIENCE);
      const look = () => {
        const at = this.#events.findIndex((got) => got.event === event && accept(got.payload));
        if (at < 0) return;
        const [{ payload }] = this.#events.splice(at, 1);
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(payload);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Everything of this name that came and was not taken yet. */
  all(event) {
    return this.#events.filter((got) => got.event === event).map(({ payload }) => payload);
  }
}
