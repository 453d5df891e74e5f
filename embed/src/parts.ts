// What the element is made of at first: the launcher, and a panel with nothing in it. Made node by node: no HTML in strings,
// no inline style, no inline handler, so that the strictest Content-Security-Policy and trusted types have nothing to object
// to.

import css from './launcher.css';

export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: string,
  ...children: Node[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  for (const pair of attributes ? attributes.split(' ') : []) {
    const [key = '', value = ''] = pair.split('=');
    node.setAttribute(key, value);
    // What a page may style has the name by which we style it.
    if (key === 'part') node.className = value;
  }
  node.append(...children);
  return node;
}

/** A picture of one line. */
export function icon(path: string): SVGElement {
  const [svg, line] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
  svg!.setAttribute('viewBox', '0 0 24 24');
  line!.setAttribute('d', path);
  svg!.append(line!);
  return svg as SVGElement;
}

const TALK = 'M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.5 3.3 5.9l-.5 3.4 4-2.1c.7.1 1.4.2 2.2.2 5 0 9-3.2 9-7.4s-4-7.7-9-7.7z';
const DOWN = 'M5.5 9l6.5 6.5L18.5 9';

export function sheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** One for all elements. */
let shared: CSSStyleSheet | undefined;

export function build(root: ShadowRoot) {
  root.adoptedStyleSheets = [(shared ??= sheet(css))];
  const badge = make('span', 'part=badge aria-hidden=true');
  const slot = make('slot', 'name=launcher', make('span', 'class=icon aria-hidden=true', icon(TALK), icon(DOWN)));
  const launcher = make('button', 'part=launcher type=button aria-controls=panel', slot, badge);
  const stage = make('div', 'class=stage');
  const panel = make('div', 'id=panel part=panel', make('slot', 'name=header'), stage);
  // A place of its own for who goes from one to the next by a screen reader.
  const section = make('section', '', launcher, panel);
  root.append(section);
  return { root, section, launcher, badge, panel, stage };
}

export type Parts = ReturnType<typeof build>;
