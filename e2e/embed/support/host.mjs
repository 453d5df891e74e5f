// A visitor of a host page, in real Chromium.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { ARTIFACTS, browser, DESKTOP } from '../../support/browser.mjs';
import { PATIENCE, until } from '../../support/client.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The strictest policy that the README promises to work under; `more` puts others in the place of its directives. */
export const strict = (server, more = {}) => {
  const policy = {
    'default-src': "'none'",
    'script-src': `'self' ${server}`,
    'style-src': "'self'",
    'img-src': "'self'",
    'frame-src': server,
    'connect-src': "'self'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
    ...more,
  };
  return { 'content-security-policy': Object.entries(policy).filter(([, value]) => value).map((pair) => pair.join(' ')).join('; ') };
};

/** A page with something on it, so that it has a layout to shift. */
export const page = (head, body = '', html = 'lang=en') =>
  `<!doctype html><html ${html}><head><meta charset=utf-8><meta name=viewport content="width=device-width, initial-scale=1"><title>Host</title>${head}</head>` +
  `<body><main><h1>A shop</h1><p>Words of a page that has others.</p>${body}<button id=own>Own</button></main></body></html>`;

export const tag = (server, attributes = 'data-room=support') =>
  `<script async src="${server.origin}/embed.js" ${attributes}></script>`;

/** The script, and what the README says that keeps the place of an element in the page. */
export const script = (server) => `${tag(server, '')}<link rel=stylesheet href=/place.css>`;
export const place = { '/place.css': 'sociable-chat:not([mode=bubble]){display:block;block-size:400px}' };

export class Visitor {
  /** Goes to a page; `events` are all events of the chat that reach its window. */
  static async visit(t, url, { viewport = DESKTOP, ...options } = {}) {
    const context = await (await browser()).newContext({ viewport, ...options });
    context.setDefaultTimeout(PATIENCE);
    t.after(() => context.close());
    const visitor = new Visitor();
    visitor.context = context;
    visitor.noise = [];
    visitor.page = await context.newPage();
    visitor.page.on('pageerror', (error) => visitor.noise.push(String(error)));
    visitor.page.on('console', (message) => {
      // What is for those who work on the chat, no console shows unless it is asked to.
      if (message.type() !== 'debug') visitor.noise.push(`${message.type()}: ${message.text()}`);
    });
    await visitor.page.addInitScript(() => {
      window.events = [];
      const types = 'ready user unread message sent presence typing connection room error open close before-send';
      for (const type of types.split(' ')) {
        addEventListener(`chat:${type}`, (event) => window.events.push({ type, detail: event.detail, target: event.target?.id ?? '' }));
      }
      window.shifts = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.shifts += value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await visitor.page.goto(url);
    return visitor;
  }

  get launcher() {
    return this.page.locator('sociable-chat button[part=launcher]').filter({ visible: true });
  }

  get panel() {
    return this.page.locator('sociable-chat [part=panel]');
  }

  get badge() {
    return this.page.locator('sociable-chat [part=badge]');
  }

  /** The element of the bubble, or of this selector. */
  chat(selector = 'sociable-chat') {
    return this.page.locator(selector).first();
  }

  /** The fake frame, once it is connected; `index` where there are several. */
  async frame(index = 0, connected = true) {
    const find = async () => {
      const frame = this.page.frames().filter((frame) => /\/embed\/r\//.test(frame.url()))[index];
      // Asked and not waited for by waitForFunction, which looks once for each frame that is painted: one that nobody sees is not.
      const isThere = !connected || (await frame?.evaluate(() => !!window.port).catch(() => false));
      return isThere ? frame : undefined;
    };
    return until(find, Boolean);
  }

  /** Waits until the page has heard an event of this type, and gives its detail. */
  async hears(type, matches = () => true) {
    const found = async () => (await this.page.evaluate(() => window.events)).filter((event) => event.type === type && matches(event.detail));
    const [event] = await until(found, (events) => events.length > 0);
    return event.detail;
  }

  async events(type) {
    return (await this.page.evaluate(() => window.events)).filter((event) => event.type === type);
  }

  /** Takes a screenshot, for people to judge, and judges itself whether everybody can use what is there. */
  async inspect(screenshot) {
    await mkdir(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: new URL(`${screenshot}.png`, ARTIFACTS).pathname, animations: 'disabled' });
    await this.page.evaluate(axe);
    // What is in the frame is judged where the frame is tested.
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { iframes: false }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`), []);
  }

  async shifts() {
    return this.page.evaluate(() => window.shifts);
  }
}

/** Waits until the frame has this among its settings. */
export function settings(frame, matches, value) {
  return until(() => frame.evaluate(() => window.settings), (settings) => (value === undefined ? matches(settings) : settings[matches] === value));
}
