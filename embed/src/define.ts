import { SociableChat } from './element.js';

/** Makes `<sociable-chat>` known to the page, once; on a server it does nothing. */
export function define(name = 'sociable-chat'): void {
  const registry = globalThis.customElements;
  if (registry && !registry.get(name)) registry.define(name, SociableChat);
}
