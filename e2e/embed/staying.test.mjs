// Host pages that change under the chat: other pages, other bodies, elements that are moved; and going without a trace.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { until } from '../support/client.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, place, script, strict, tag, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

async function bubble(t, attributes, csp = {}) {
  const server = await fakeServer(t);
  const first = page(tag(server, attributes));
  const host = await Site.start(t, { '/': first, '/other': page(tag(server, attributes)) }, { headers: strict(server.origin, csp) });
  return { server, visitor: await Visitor.visit(t, host.origin), host };
}

const identity = (frame) => frame.evaluate(() => window.id);

test('a body that is swapped, as by Turbo, Astro or htmx, leaves an open chat as it is', async (t) => {
  // Who makes script elements of text has no trusted types.
  const { visitor, server } = await bubble(t, undefined, { 'require-trusted-types-for': undefined });
  await visitor.launcher.click();
  const id = await identity(await visitor.frame());
  await visitor.page.evaluate(() => {
    const body = document.createElement('body');
    body.append('Another page');
    document.body.replaceWith(body);
    history.pushState(null, '', '/elsewhere');
  });
  // Turbo runs the scripts of the new page again, and there the chat may be in another room.
  await visitor.page.evaluate((src) => new Promise((resolve) => {
    const script = Object.assign(document.createElement('script'), { src, onload: resolve });
    script.dataset.room = 'sales';
    document.body.append(script);
  }), `${server.origin}/embed.js`);
  await until(() => visitor.page.locator('sociable-chat').getAttribute('room'), (room) => room === 'sales');
  assert.equal(await identity(await visitor.frame()), id);
  assert.equal(await visitor.page.locator('sociable-chat').count(), 1);
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'true');
});

test('taken out of the page by a framework that wants all of it, the bubble comes back', async (t) => {
  const { visitor } = await bubble(t);
  await visitor.launcher.waitFor();
  await visitor.page.evaluate(() => {
    for (const node of [...document.documentElement.children]) if (node !== document.head) node.remove();
    document.documentElement.append(document.createElement('body'));
  });
  await visitor.launcher.click();
  await visitor.frame();
});

test('after a navigation an open chat is open again, and does not take the focus', async (t) => {
  const { visitor, host } = await bubble(t);
  await visitor.launcher.click();
  await visitor.frame();
  await visitor.page.goto(`${host.origin}/other`);
  const frame = await visitor.frame();
  await until(() => visitor.launcher.getAttribute('aria-expanded'), (is) => is === 'true');
  assert.equal(await frame.evaluate(() => document.hasFocus()), false);
  await visitor.launcher.click();
  await visitor.page.goto(host.origin);
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'false');
  // It was used in this tab: what is unread is worth knowing now.
  const again = await visitor.frame();
  await again.evaluate(() => window.say({ type: 'unread', count: 2, mentions: 0 }));
  await visitor.badge.filter({ hasText: '2' }).waitFor();
  assert.equal(await visitor.page.evaluate(() => document.cookie), '');
});

test('a frame that may keep nothing itself gets a guest back after a navigation, and not after they have left', async (t) => {
  const { visitor, host } = await bubble(t);
  await visitor.launcher.click();
  await (await visitor.frame()).evaluate(() => window.say({ type: 'keep', session: 'v2.guest' }));
  await until(() => visitor.page.evaluate(() => Object.values({ ...sessionStorage })), (kept) => kept.includes('v2.guest'));
  await visitor.page.goto(`${host.origin}/other`);
  assert.equal(await (await visitor.frame()).evaluate(() => window.settings.kept), 'v2.guest');
  await visitor.page.evaluate(() => window.Sociable('logout'));
  await visitor.page.goto(host.origin);
  assert.equal(await (await visitor.frame()).evaluate(() => window.settings.kept), null);
});

test('an element that is moved goes on, without loading anew where the browser can do that', async (t) => {
  const server = await fakeServer(t);
  const body = '<div id=a><sociable-chat room=lobby></sociable-chat></div><div id=b></div>';
  const host = await Site.start(t, { '/': page(script(server), body), ...place }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  const frame = await visitor.frame();
  const id = await identity(frame);
  await visitor.page.evaluate(() => document.querySelector('#b').moveBefore(document.querySelector('sociable-chat'), null));
  assert.equal(await identity(await visitor.frame()), id);
  await visitor.chat().evaluate((chat) => chat.setRoom('one'));
  await until(() => frame.evaluate(() => window.settings.room), (room) => room === 'one');

  await visitor.page.evaluate(() => document.querySelector('#a').append(document.querySelector('sociable-chat')));
  const moved = await until(async () => {
    const now = await visitor.frame().catch(() => undefined);
    return now && (await identity(now).catch(() => id)) !== id ? now : undefined;
  }, Boolean);
  assert.equal(await moved.evaluate(() => window.settings.room), 'one');
  await visitor.chat().evaluate((chat) => chat.setRoom('two'));
  await until(() => moved.evaluate(() => window.settings.room), (room) => room === 'two');
  assert.deepEqual(visitor.noise, []);
});

test('a frame that loads anew by itself is connected again', async (t) => {
  const { visitor } = await bubble(t);
  await visitor.launcher.click();
  const frame = await visitor.frame();
  const id = await identity(frame);
  await frame.evaluate(() => location.reload()).catch(() => {});
  await until(() => frame.evaluate(() => window.port && window.id).catch(() => undefined), (now) => now && now !== id);
  await visitor.page.evaluate(() => window.Sociable('setRoom', 'sales'));
  await until(() => frame.evaluate(() => window.settings.room), (room) => room === 'sales');
});

test('destroyed, it leaves nothing in the page', async (t) => {
  const { visitor } = await bubble(t);
  const session = await visitor.context.newCDPSession(visitor.page);
  /** How many listeners there are on the window, the document, the media queries and the rest. */
  const count = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const listeners = async (expression) => {
      const { result } = await session.send('Runtime.evaluate', { expression });
      return (await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId })).listeners.length;
    };
    return [await listeners('window'), await listeners('document'), await listeners('document.documentElement'), await listeners('visualViewport')];
  };
  await visitor.launcher.waitFor();
  const before = await count();
  await visitor.launcher.click();
  await visitor.frame();
  await visitor.page.evaluate(() => window.Sociable('destroy'));
  await until(count, (now) => now.every((listeners, index) => listeners <= before[index]));
  const left = await visitor.page.evaluate(() => ({
    elements: document.querySelectorAll('sociable-chat, iframe').length,
    sheets: document.adoptedStyleSheets.length,
    kept: sessionStorage.length + localStorage.length,
    inert: document.body.inert,
  }));
  assert.deepEqual(left, { elements: 0, sheets: 0, kept: 0, inert: false });
  await visitor.page.evaluate(() => document.body.replaceWith(document.createElement('body')));
  await visitor.page.waitForTimeout(100);
  assert.equal(await visitor.page.locator('sociable-chat').count(), 0);
});
