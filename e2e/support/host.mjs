// A page of another site with the chat in a frame, which speaks the protocol of frames as it is on the wire: what embed/ does
// for everybody else is left out here, so that the frame's side is tested by itself.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdir } from 'node:fs/promises';

import { ARTIFACTS, DESKTOP, PHONE, browser } from './browser.mjs';
import { PATIENCE, until } from './client.mjs';
import { judge } from './inspect.mjs';

const PAGE = (chat, size) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A site</title>
<link rel="icon" href="data:,">
<style>
  html, body { margin: 0; height: 100%; }
  body { display: grid; place-items: ${size ? 'end' : 'stretch'}; background: #e9e4dc; }
  body.dark { background: #111; }
  iframe { border: 0; width: ${size?.width ?? '100%'}${size ? 'px' : ''}; height: ${size?.height ?? '100%'}${size ? 'px' : ''}; border-radius: ${size ? '16px' : '0'}; }
</style></head><body><main style="display: contents"><iframe title="Chat" src="${chat}"></iframe></main></body></html>`;

/** What the page does: in a script of its own, so that it is there before the frame says anything. */
const SCRIPT = (server) => {
  const said = [];
  const greeted = [];
  let port;
  Object.assign(globalThis, {
    said,
    greeted,
    settings: { theme: 'light', lang: 'en', header: true },
    /** What is decided of messages: true, false, or another text; undefined says nothing. */
    decide: () => true,
    /** The tokens to give, in order. */
    tokens: [],
    silent: false,
    tell: (message) => port.postMessage(message),
  });
  addEventListener('message', ({ source, origin, data }) => {
    const frame = document.querySelector('iframe[title=Chat]');
    if (source !== frame?.contentWindow || origin !== server || data?.sociable !== 'hello') return;
    greeted.push(data);
    if (port || globalThis.silent) return;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => {
      said.push(data);
      if (data.type === 'before-send') {
        const decided = globalThis.decide(data);
        if (decided !== undefined) {
          port.postMessage({ type: 'decide', id: data.id, allow: decided !== false, ...(typeof decided === 'string' && { text: decided }) });
        }
      }
      if (data.type === 'token-wanted') port.postMessage({ type: 'token', token: globalThis.tokens.shift() ?? null });
    };
    frame.contentWindow.postMessage({ sociable: 'connect', version: 1, settings: globalThis.settings }, server, [channel.port2]);
  });
};

/** A page of a site of its own, and who looks at it. */
export class Host {
  /** Serves a page with the frame, and gives its origin. `size` is that of the frame, else it fills the page. */
  static async site(t, name = 'localhost') {
    const served = {};
    const site = createServer((request, response) => {
      if (request.url.endsWith('.svg')) {
        response.setHeader('content-type', 'image/svg+xml');
        response.end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#c26" d="M0 0h8v8H0z"/><circle fill="#fd8" cx="4" cy="4" r="2"/></svg>');
        return;
      }
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(PAGE(served.chat, served.size) + (served.more ?? ''));
    });
    site.listen(0, name);
    await once(site, 'listening');
    t.after(() => site.close());
    // By its usual name it is another site than the server's, which has an address; as `127.0.0.1` only another origin.
    return Object.assign(served, { origin: `http://${name}:${site.address().port}` });
  }

  /** Opens the page in a fresh profile. `before` changes what the page does. */
  static async open(t, server, site, { viewport = DESKTOP, room = 'lobby', size, before, arg, path, ...options } = {}) {
    const host = new Host();
    const chat = new URL(path ?? `embed/r/${room}`, server.url);
    Object.assign(site, { chat: chat.href, size });
    host.context = await (await browser()).newContext({
      viewport,
      hasTouch: viewport.width <= PHONE.width,
      reducedMotion: 'reduce', // what is on its way cannot be judged
      ...options,
    });
    host.context.setDefaultTimeout(PATIENCE);
    t.after(() => host.context.close());
    host.complaints = [];
    host.page = await host.context.newPage();
    host.page.on('pageerror', (error) => host.complaints.push(String(error)));
    host.page.on('console', (message) => {
      const expected = /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|503/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !expected) host.complaints.push(message.text());
    });
    await host.page.addInitScript(`if (window === top) (${SCRIPT})(${JSON.stringify(chat.origin)});`);
    if (before) await host.page.addInitScript(`if (window === top) (${before})(${JSON.stringify(arg)});`);
    await host.page.goto(site.origin);
    return host;
  }

  /** What is in the frame. */
  get frame() {
    return this.page.frameLocator('iframe[title=Chat]');
  }

  /** The frame's own page, to run something in. */
  get inside() {
    return this.page.frames().find((frame) => frame.url().includes('/embed'));
  }

  get name() {
    return this.frame.getByRole('textbox', { name: /Your name|Dein Name/ });
  }

  get composer() {
    return this.frame.locator('#message');
  }

  message(text) {
    return this.frame.getByTestId('message').filter({ hasText: text });
  }

  async say(text) {
    await this.composer.fill(text);
    await this.composer.press(this.page.viewportSize().width < 600 ? 'Control+Enter' : 'Enter');
  }

  /** Says something to the frame. */
  async tell(message) {
    await this.page.evaluate((message) => globalThis.tell(message), message);
  }

  /** Everything that the frame has said, of one type. */
  async said(type) {
    return this.page.evaluate((type) => globalThis.said.filter((said) => said.type === type), type);
  }

  /** Waits until the last that the frame has said of this type is as wanted: how something is that stays so. */
  async hears(type, wanted = (said) => said !== undefined) {
    return until(async () => (await this.said(type)).at(-1), (said) => said !== undefined && wanted(said));
  }

  /** Waits until the frame has said this, whatever it has said since: what may be over before one looks. */
  async heard(type, wanted) {
    return until(async () => (await this.said(type)).find(wanted), Boolean);
  }

  /** Hides the frame, or shows it, and waits until the frame knows: it answers in order, and what comes later finds it so. */
  async shows(visible) {
    await this.tell({ type: 'visible', visible });
    const id = `nothing, ${Math.random()}`;
    await this.tell({ type: 'send', id, text: ' ' });
    await this.heard('error', (error) => error.id === id);
  }

  /** Takes a screenshot, for people to judge, and judges the rest of what is in the frame itself. */
  async inspect(name) {
    await this.shoot(name);
    await judge(this.inside);
    assert.deepEqual(this.complaints, []);
  }

  /** Takes a screenshot of the page once all of it is drawn. */
  async shoot(name) {
    // Whatever it has just been made to be: as large, and drawn.
    const { width } = await this.page.locator('iframe[title=Chat]').boundingBox();
    await this.inside.waitForFunction((width) => innerWidth === width, Math.round(width));
    await this.inside.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await mkdir(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: new URL(`${name}.png`, ARTIFACTS).pathname });
  }
}
