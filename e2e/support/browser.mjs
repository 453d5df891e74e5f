// Real Chromium, driven through playwright-core.

import { mkdir } from 'node:fs/promises';

import { chromium } from 'playwright-core';

import { PATIENCE } from './client.mjs';

const executablePath = process.env.CHROMIUM;
if (!executablePath) throw new Error('set CHROMIUM to a Chromium or Chrome, or run `cargo xtask test --only e2e`');

export const ARTIFACTS = new URL('../artifacts/', import.meta.url);

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const DESKTOP = { width: 1280, height: 800 };

let running;

/** One browser for all the tests of a file; each person has a profile (context) of their own in it. */
export async function browser(after) {
  running ??= chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', // tests may run as root, in a container
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  after?.(async () => (await running).close());
  return running;
}

/** A person at a browser. */
export class Person {
  /** Opens the chat in a fresh profile and comes in under this name. */
  static async enter(t, server, name, { viewport = DESKTOP, ...options } = {}) {
    const person = await Person.open(t, server, { viewport, ...options });
    await person.name.fill(name);
    await person.name.press('Enter');
    await person.composer.waitFor();
    await person.online();
    return person;
  }

  /** Opens the chat in a fresh profile. */
  static async open(t, server, { viewport = DESKTOP, path = '/', ...options } = {}) {
    const context = await (await browser()).newContext({ viewport, hasTouch: viewport === PHONE, ...options });
    context.setDefaultTimeout(PATIENCE);
    const person = new Person();
    person.context = context;
    person.server = server;
    person.complaints = [];
    person.page = await person.tab(path);
    t.after(() => context.close());
    return person;
  }

  /** Another tab of the same profile. */
  async tab(path = '/') {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // A server that is down is part of some tests, and the browser says so by itself.
      const expected = /WebSocket connection|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|503/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !expected) this.complaints.push(message.text());
    });
    await page.goto(new URL(path, this.server.url).href);
    return page;
  }

  get name() {
    return this.page.getByRole('textbox', { name: 'Your name' });
  }

  get composer() {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  get messages() {
    return this.page.getByTestId('message');
  }

  message(text) {
    return this.messages.filter({ hasText: text });
  }

  /** Waits until the page says that it is connected. */
  async online() {
    await this.page.locator('[data-testid=connection][data-state=online]').waitFor();
  }

  async offline() {
    await this.page.locator('[data-testid=connection]:not([data-state=online])').waitFor();
  }

  async say(text) {
    await this.composer.fill(text);
    await this.composer.press(this.page.viewportSize().width < 600 ? 'Control+Enter' : 'Enter');
  }

  /** Waits until a message with this text is on the page. */
  async sees(text) {
    await this.message(text).first().waitFor();
  }

  async screenshot(name) {
    await mkdir(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: new URL(`${name}.png`, ARTIFACTS).pathname });
  }
}
