// The attributes of the element, and the properties that mirror them.

/** With a property of the same name in camelCase. `lang`, `dir` and `autofocus` are every element's own. */
const MIRRORED = [
  'room', 'user-name', 'token-url', 'theme', 'accent', 'position', 'launcher', 'mode', 'server', 'load', 'density', 'header', 'label',
] as const;

/** All that mean something to us. */
export const ATTRIBUTES: readonly string[] = [...MIRRORED, 'token', 'open', 'lang', 'dir', 'autofocus'];

/** What of `<sociable-chat>` is set by attributes, or by properties of the same names in camelCase. */
export interface Mirrored {
  /** The room's address, as in the server's own links. */
  room: string | null;
  /** What a guest is called, so that nobody is asked. */
  userName: string | null;
  /** An address that answers with a token of the person who is signed in: `{"token": "…"}`, or the token. */
  tokenUrl: string | null;
  /** `auto` (the page's colour scheme), `light` or `dark`. */
  theme: string | null;
  /** The one colour of a design: shorthand for `--chat-accent`. */
  accent: string | null;
  /** Where a bubble is: `bottom-end`, `bottom-start`, `top-end` or `top-start`. */
  position: string | null;
  /** `none`: the page has a button of its own, or `slot="launcher"` replaces the picture. */
  launcher: string | boolean | null;
  /** `inline`, `bubble` or `page`. */
  mode: string | null;
  /** The server's address; by default where the script comes from. */
  server: string | null;
  /** When the chat itself is fetched: `open`, `idle` or `visible`; see the README for the default. */
  load: string | null;
  /** `comfortable` or `compact`. */
  density: string | null;
  /** `none`: the chat has no header. */
  header: string | boolean | null;
  /** What the chat is called for screen readers. */
  label: string | null;
}

/** Gives a class the properties that mirror its attributes: null takes one away, `false` is `none`. */
export function mirror(prototype: HTMLElement): void {
  for (const name of MIRRORED) {
    Object.defineProperty(prototype, camelCase(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return this.getAttribute(name);
      },
      set(this: HTMLElement, value: string | boolean | null | undefined) {
        if (value == null) this.removeAttribute(name);
        else this.setAttribute(name, value === false ? 'none' : value === true ? '' : value);
      },
    });
  }
}

/** Properties that were set before the element was defined hide those of the class: they are set again. */
export function upgrade(element: HTMLElement & { [name: string]: unknown }): void {
  for (const name of [...ATTRIBUTES.map(camelCase), 'getToken']) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    delete element[name];
    element[name] = value;
  }
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
