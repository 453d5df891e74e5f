// `/embed.js`, for pages with nothing but a script tag: registers `<sociable-chat>`, and where the tag says `data-room`
// makes one, a bubble unless `data-mode` says otherwise.
//
// The bubble stands beside <body>, which is what Turbo, htmx, Astro and others put another in the place of; taken out all
// the same, it comes back. A tag that is run again on the next page changes the one that is there.

import { ATTRIBUTES } from './attributes.js';
import { define } from './define.js';
import { defaults } from './defaults.js';
import type { SociableChat } from './element.js';
import { takeCalls } from './queue.js';

// As a module it is not told which one it is.
const script = (document.currentScript ?? document.querySelector('script[src*="/embed"]')) as HTMLScriptElement | null;
const mine = 'html > sociable-chat[data-loader]';

/** The file with the rest, named after what is in it; the build knows how. */
declare const CHAT: string;

defaults.server = new URL('.', script?.src || location.href).href;
defaults.chat = (again) => import(`${defaults.server}${CHAT}${again ? `?${again}` : ''}`);
define();

if (script?.dataset['room'] || script?.dataset['mode']) {
  const wish = (name: string) => script.getAttribute(`data-${name}`);
  const mode = wish('mode') ?? 'bubble';
  const present = document.querySelector<SociableChat>(mine);
  const chat = present ?? document.createElement('sociable-chat');
  for (const name of ATTRIBUTES) {
    const value = name === 'mode' ? mode : name === 'server' ? (wish(name) ?? defaults.server) : wish(name);
    if (value !== null) chat.setAttribute(name, value);
    // Whether it is open is the visitor's business by then.
    else if (name !== 'open') chat.removeAttribute(name);
  }
  if (mode === 'inline') script.after(chat);
  else if (!present) stay(chat);
}

takeCalls(() => document.querySelector(mine) ?? document.querySelector('sociable-chat'));

/** Keeps it in the page, beside <body>, until it is destroyed. */
function stay(chat: SociableChat): void {
  chat.dataset['loader'] = '';
  const attach = () => {
    if (document.body && !chat.isConnected) document.documentElement.append(chat);
  };
  const observer = new MutationObserver(() => {
    attach();
    watch();
  });
  const watch = () => {
    for (const node of [document, document.documentElement]) observer.observe(node, { childList: true });
  };
  const { destroy } = chat;
  chat.destroy = () => {
    observer.disconnect();
    destroy.call(chat);
  };
  attach();
  watch();
}
