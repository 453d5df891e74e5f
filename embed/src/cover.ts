// On a phone the open panel of a bubble is the page: what is behind it neither scrolls nor takes the focus.

import type { SociableChat } from './element.js';

/** As in the style sheets: narrower, the panel is the page. */
const PHONE = '(max-width: 479.9px)';

export class Cover {
  /** What keeps the page from scrolling, as long as it does. */
  #still: CSSStyleSheet | undefined;

  constructor(
    readonly element: SociableChat,
    readonly panel: HTMLElement,
    readonly host: CSSStyleDeclaration,
  ) {}

  /** Follows the window; returns what ends that, and uncovers the page. */
  start(): () => void {
    const abort = new AbortController();
    const { signal } = abort;
    matchMedia(PHONE).addEventListener('change', () => this.update(), { signal });
    for (const type of ['resize', 'scroll']) visualViewport?.addEventListener(type, () => this.#fit(), { signal });
    this.update();
    return () => {
      abort.abort();
      this.#set(false);
    };
  }

  update(): void {
    this.#set(this.element.mode === 'bubble' && this.element.isOpen && matchMedia(PHONE).matches);
    this.#fit();
  }

  #set(covers: boolean): void {
    if (covers === !!this.#still) return;
    const others = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#still);
    this.#still = covers ? new CSSStyleSheet() : undefined;
    this.#still?.replaceSync('html{overflow:hidden!important}');
    document.adoptedStyleSheets = this.#still ? [...others, this.#still] : others;
    this.panel.ariaModal = covers ? 'true' : null;
    if (!document.body.contains(this.element)) document.body.inert = covers;
  }

  /** Keyboards of phones cover pages without making them smaller. */
  #fit(): void {
    if (!visualViewport) return;
    const { height, offsetTop, scale } = visualViewport;
    const isSmall = !!this.#still && scale === 1 && height < innerHeight - 1;
    this.host.setProperty('--_height', isSmall ? `${height}px` : '');
    this.host.setProperty('--_top', isSmall ? `${offsetTop}px` : '');
  }
}
