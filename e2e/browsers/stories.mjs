// The main stories in other browsers than Chromium, which all other tests are for: what engines do differently, they do
// here. Run by `cargo xtask test --only browsers`, which says in FIREFOX, and in WEBKIT_DRIVER, MINI_BROWSER and XVFB,
// what there is.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, test } from 'node:test';

import { StockClient, until } from '../support/client.mjs';
import { watchList } from '../support/scrolling.mjs';
import { Server, UNHURRIED } from '../support/server.mjs';
import { firefox } from './firefox.mjs';
import { webkit } from './webkit.mjs';

const { FIREFOX, WEBKIT_DRIVER, MINI_BROWSER, XVFB } = process.env;
const ARTIFACTS = new URL('../artifacts/', import.meta.url);
const CHAT = '/embed/r/';

const browsers = [
  ['Firefox', FIREFOX && (() => firefox(FIREFOX))],
  ['WebKit', WEBKIT_DRIVER && MINI_BROWSER && XVFB && (() => webkit(WEBKIT_DRIVER, { miniBrowser: MINI_BROWSER, xvfb: XVFB }))],
];

/** What one sees of the chat: in the page, or in the frame of the page. */
class Chat {
  constructor(tab, part) {
    this.tab = tab;
    this.run = part ? (...given) => tab.runIn(part, ...given) : tab.run;
  }

  /** Comes in under this name. */
  async enter(name) {
    await this.there('input');
    await this.fill('input', name);
    await this.there('textarea');
    await this.online();
  }

  /** Fills a field, and sends its form. For typing as people do there is `tab.type`. */
  async fill(selector, text) {
    await this.run((selector, text) => {
      const field = document.querySelector(selector);
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, selector, text);
    await until(() => this.run((selector) => {
      const send = document.querySelector(selector)?.form?.querySelector('[type=submit]');
      if (!send || send.disabled) return false;
      send.click();
      return true;
    }, selector), Boolean);
  }

  there(selector) {
    return until(() => this.run((selector) => document.querySelector(selector) !== null, selector), Boolean);
  }

  /** Waits until the connection is in this state. */
  online(yes = true) {
    const state = () => this.run(() => document.querySelector('[data-testid=connection]')?.dataset.state);
    return until(state, (state) => state !== undefined && (state === 'online') === yes);
  }

  /** Waits until a message with this text is there, and says how many there are. */
  sees(text) {
    return until(() => this.run((text) => {
      return [...document.querySelectorAll('[data-testid=message] .bubble')].filter((row) => row.innerText.includes(text)).length;
    }, text), (count) => count > 0);
  }

  /** How much of the list is below what one sees, once all is drawn. */
  belowSight() {
    return this.run(() => new Promise((resolve) => {
      const list = document.querySelector('.list');
      const look = () => resolve(list.scrollHeight - list.scrollTop - list.clientHeight);
      requestAnimationFrame(() => requestAnimationFrame(look));
    }));
  }

  /** The middle of something. */
  place(selector) {
    return until(() => this.run((selector) => {
      const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? {};
      return width ? [x + width / 2, y + height / 2] : undefined;
    }, selector), (place) => place);
  }

  async click(selector) {
    await this.tab.click(...await this.place(selector));
  }

  /** What has the focus. */
  focused() {
    return this.run(() => [document.activeElement.tagName, document.activeElement.dataset.seq ?? document.activeElement.type].join(' '));
  }
}

for (const [name, start] of browsers) {
  const skip = !start && `there is no ${name}`;
  let running;
  const open = async () => {
    running ??= start();
    return running;
  };
  after(async () => (await running)?.close());

  /** A story; where it fails, a picture of how it ended is kept. */
  const story = (title, tell) => test(`${title} (${name})`, { skip }, async (t) => {
    const tab = await open();
    try {
      await tab.go('about:blank');
      await tell(t, tab);
    } catch (error) {
      await mkdir(ARTIFACTS, { recursive: true });
      await tab.screenshot(new URL(`browsers-${name}-${title.slice(0, 24).replaceAll(' ', '-')}.png`, ARTIFACTS).pathname).catch(() => {});
      throw new Error(`in ${tab.name}: ${error.message}`, { cause: error });
    }
  });

  story('a guest is heard, keeps the end in sight while writing, and loses nothing when the server goes', async (t, tab) => {
    const server = await Server.start(t, UNHURRIED);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    await ben.fill(40);
    await tab.go(server.url);
    const ada = new Chat(tab);
    await ada.enter('Ada');
    await ada.sees('line 40.');
    await until(() => ada.belowSight(), (pixels) => pixels < 2);
    await ada.click('textarea');
    for (let line = 1; line <= 7; line += 1) {
      await tab.type('ab');
      assert.ok(await ada.belowSight() < 2, `line ${line}`);
      await tab.press('Enter', 'Shift');
      assert.ok(await ada.belowSight() < 2, `after line ${line}`);
    }
    await tab.type('the end');
    await tab.press('Enter');
    assert.match((await ben.next('message:new', ({ user }) => user.name === 'Ada')).text, /^(ab\n){7}the end$/);
    await until(() => ada.belowSight(), (pixels) => pixels < 2);

    // The server goes; so does the page; both come back.
    await server.kill();
    await ada.online(false);
    await tab.type('while it was away');
    await tab.press('Enter');
    await ada.sees('while it was away');
    await tab.reload();
    await ada.sees('while it was away');
    await ada.click('textarea');
    await tab.type('and another');
    await tab.press('Enter');
    await ada.sees('and another');
    await server.run();
    await ada.online();
    for (const text of ['while it was away', 'and another']) assert.equal(await ada.sees(text), 1);
    const cyd = await StockClient.connect(t, server, { name: 'Cyd' });
    const last = () => cyd.join().then(({ messages }) => messages.slice(-2).map(({ text }) => text).join());
    await until(last, (texts) => texts === 'while it was away,and another');
  });

  story('a long room is scrolled up and down, and no row moves but with the reader', async (t, tab) => {
    const server = await Server.start(t, UNHURRIED);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    await ben.fill(800);
    await tab.go(server.url);
    const ada = new Chat(tab);
    await ada.enter('Ada');
    // As far from the first row as is enough for no more of them to be on their way.
    await until(() => ada.run(() => document.querySelector('.list')?.scrollTop), (top) => top > 1_600);
    await tab.run(watchList);
    const step = (by) => tab.run((by) => globalThis.watched.step(by), by);
    let at = await step(-1_500);
    for (let n = 0; at.first > 400 && n < 100; n += 1) at = await step(-1_500);
    assert.ok(at.first <= 400, `up to ${at.first}`);
    for (let n = 0; (at.last < 800 || at.way > 4) && n < 100; n += 1) at = await step(1_500);
    assert.equal(at.last, 800);
    const { rows, moved, anchors } = await tab.run(() => ({ ...globalThis.watched, step: undefined }));
    assert.ok(anchors > 5, `${anchors} rows were followed`);
    assert.ok(rows <= 300, `${rows} rows`);
    assert.ok(moved < 1.5, `a row moved by ${moved} pixels`);
  });

  story('what is opened has the focus, and gives it back', async (t, tab) => {
    const server = await Server.start(t, UNHURRIED);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    await ben.fill(5);
    await tab.go(server.url);
    const ada = new Chat(tab);
    await ada.enter('Ada');
    await ada.there('[data-seq="3"]');
    await tab.point(...await ada.place('[data-seq="3"] .bubble'));
    await ada.click('[data-seq="3"] [aria-label="More actions"]');
    await ada.click('[role=menu] [aria-label="More emoji"]');
    await until(() => ada.focused(), (has) => has === 'INPUT search');
    await tab.type('rocket');
    await until(() => ada.run(() => document.querySelectorAll('dialog [role=option]').length), (found) => found > 0 && found < 20);
    await tab.press('Enter');
    await until(() => ada.run(() => document.querySelector('[data-seq="3"]').textContent), (text) => text.includes('🚀'));
    await until(() => ada.focused(), (has) => has === 'LI 3');
    await tab.press('k', 'Control');
    await until(() => ada.focused(), (has) => has === 'INPUT text');
    await tab.press('Escape');
    await until(() => ada.focused(), (has) => has === 'LI 3');
  });

  story('in the page of another site, a guest stays who they are, and misses nothing while elsewhere', async (t, tab) => {
    const site = createServer((request, response) => {
      response.setHeader('content-type', 'text/html');
      const chat = `<script async src="${server.url}/embed.js"></script><sociable-chat room=lobby style="display:block;height:500px"></sociable-chat>`;
      response.end(`<!doctype html><meta charset=utf-8><title>A site</title><h1>${request.url}</h1>${request.url === '/' ? chat : ''}`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    t.after(() => site.close());
    // Not only another origin: to a browser, localhost and 127.0.0.1 are two sites, so what is kept is kept apart.
    const around = `http://localhost:${site.address().port}`;
    const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: around });
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    await tab.go(`${around}/`);
    const ada = new Chat(tab, CHAT);
    await ada.enter('Ada');
    await ada.fill('textarea', 'from a frame');
    const { user } = await ben.next('message:new', ({ user }) => user.name === 'Ada');
    await tab.reload();
    await ada.sees('from a frame');
    await tab.go(`${around}/elsewhere`);
    await ben.say('missed');
    await tab.back();
    await until(() => tab.run(() => location.pathname), (path) => path === '/');
    assert.equal(await ada.sees('missed'), 1);
    await ada.fill('textarea', 'back again');
    assert.equal((await ben.next('message:new', ({ text }) => text === 'back again')).user.id, user.id);
  });
}
