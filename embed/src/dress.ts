// What comes into the element with the chat: what one sees while there is none, and what hears of changes around it.

import css from './chat.css';
import { PROPERTIES } from './follow.js';
import { icon, make, sheet, type Parts } from './parts.js';

export type { Parts };

const CROSS = 'M6.5 6.5l11 11m0-11l-11 11';

let shared: CSSStyleSheet | undefined;

export function dress({ root, section, stage }: Parts) {
  // Rules of the element's own, for what only scripts know.
  const own = sheet(`:host{}.launcher,.panel{}.probe{transition-property:${[...PROPERTIES, 'color', 'margin']}}`);
  const [host, inner] = [...own.cssRules].map((rule) => (rule as CSSStyleRule).style);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, (shared ??= sheet(css)), own];
  const sentence = make('span', '');
  const retry = make('button', 'part=retry type=button');
  const close = make('button', 'part=close type=button', icon(CROSS));
  stage.replaceChildren(make('div', 'part=trouble role=alert', sentence, retry), close);
  const said = make('span', 'class=said role=status');
  const probe = make('span', 'class=probe aria-hidden=true');
  section.append(said, probe);
  return { sentence, retry, close, said, probe, host: host!, inner: inner! };
}

export type Dress = ReturnType<typeof dress>;
