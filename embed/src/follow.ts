// What the host page looks like at the place of the chat, and hearing when that changes.
//
// Custom properties and the colour scheme can change by anything: a class on <html>, a media query, a new style sheet. The
// browser knows; it is made to say so by transitions of one hidden element that inherits them all and lasts a millisecond.
// Nothing is polled. What has no transition is observed: `lang` and, for backgrounds and browsers without discrete
// transitions, a few attributes of the ancestors.

import type { Settings } from './protocol.js';

/** What the frame's design is made of; see the README. Those of launcher and panel are plain CSS here. */
export const PROPERTIES = (
  'accent on-accent bg surface text muted border own-bg own-text other-bg other-text link danger online radius bubble-radius ' +
  'font font-size line-height code-font gap header-bg header-text composer-bg focus'
)
  .split(' ')
  .map((name) => `--chat-${name}`);

const ATTRIBUTES = ['class', 'style', 'lang', 'dir', 'data-theme', 'data-mode', 'data-bs-theme', 'data-color-mode'];

/** The parent in the page as it is shown, out of shadow roots, too. */
function parent(node: Element): Element | null {
  return node.assignedSlot ?? node.parentElement ?? (node.getRootNode() as ShadowRoot).host ?? null;
}

function* around(node: Element | null): Generator<Element> {
  for (; node; node = parent(node)) yield node;
}

/** What the host page looks like where `element` is. */
export function look(element: Element, probe: Element): Pick<Settings, 'scheme' | 'lang' | 'dir' | 'properties'> {
  // The probe's own values are a transition behind.
  const style = getComputedStyle(element);
  const properties: Record<string, string> = {};
  for (const name of PROPERTIES) {
    const value = style.getPropertyValue(name).trim();
    if (value) properties[name] = value;
  }
  let [scheme, lang]: [Settings['scheme'], string] = [lightness(getComputedStyle(probe).color)! < 0.5 ? 'light' : 'dark', ''];
  for (const node of around(element)) if ((lang = node.getAttribute('lang') ?? '')) break;
  // Many pages are dark without a word of it in `color-scheme`. Then what is painted behind us counts.
  if (scheme === 'light' && style.colorScheme === 'normal') {
    for (const node of around(element)) {
      const light = lightness(getComputedStyle(node).backgroundColor);
      if (light !== undefined) {
        if (light < 0.5) scheme = 'dark';
        break;
      }
    }
  }
  return { scheme, lang, dir: style.direction as Settings['dir'], properties };
}

/** How light a computed colour is, from 0 to 1; none where one sees through it. */
function lightness(colour: string): number | undefined {
  const numbers = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (/^rgba|\//.test(colour) && numbers.at(-1)! < 0.5) return undefined;
  const [first = 0, second = 0, third = 0] = numbers;
  // oklch(0.2 …), lab(20 …), rgb(32, 32, 40), color(srgb 0.1 0.1 0.2)
  if (/^o?k?l/.test(colour)) return colour[0] === 'o' ? first : first / 100;
  return (0.3 * first + 0.59 * second + 0.11 * third) / (colour[0] === 'r' ? 255 : 1);
}

/** Calls `changed`, at most once a frame, whenever `look` may find something else; returns what ends that. */
export function follow(element: Element, probe: HTMLElement, changed: () => void): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  let frame = 0;
  const soon = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(changed);
  };
  probe.addEventListener('transitionend', soon, { signal });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', soon, { signal });
  const observer = new MutationObserver(soon);
  for (const node of around(element)) observer.observe(node, { attributeFilter: ATTRIBUTES });
  // A background of the host's own may fade from one to the other.
  document.documentElement.addEventListener('transitionend', ({ target }) => {
    if (target === document.body || target === document.documentElement) soon();
  }, { signal });
  return () => {
    abort.abort();
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}
