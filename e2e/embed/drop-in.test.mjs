// The script tag and the element in host pages, against a frame that does what the test says.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser, DESKTOP, PHONE, TABLET } from '../support/browser.mjs';
import { until } from '../support/client.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, place, script, strict, tag, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

/** A visitor of a page with a bubble, under the strictest policy. */
async function bubble(t, { attributes, html, body, ...options } = {}) {
  const server = await fakeServer(t);
  const host = await Site.start(t, { '/': page(tag(server, attributes), body, html) }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin, options);
  await visitor.chat().waitFor({ state: 'attached' });
  return { server, host, visitor };
}

test('one script tag draws a launcher, and fetches the chat only when it is opened, under the strictest policy', async (t) => {
  const { server, visitor } = await bubble(t);
  await visitor.launcher.waitFor();
  assert.deepEqual(server.asked, ['GET /embed.js']);
  await visitor.launcher.click();
  const frame = await visitor.frame();
  assert.equal(await frame.evaluate(() => window.settings.room), 'support');
  assert.deepEqual(await visitor.hears('ready'), { version: 1, user: null, room: { slug: 'support' } });
  assert.equal((await visitor.events('open')).length, 1);
  assert.equal(await visitor.shifts(), 0);
  assert.deepEqual(visitor.noise, []);
  assert.equal(await visitor.page.evaluate(() => document.cookie), '');
});

test('the launcher is a button that says what it is, and the focus goes into the chat and comes back', async (t) => {
  const { visitor } = await bubble(t);
  const launcher = visitor.page.getByRole('button', { name: 'Chat', exact: true });
  assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
  const { width, height } = await launcher.boundingBox();
  assert.deepEqual([width, height], [64, 64]);
  await launcher.focus();
  await visitor.page.keyboard.press('Enter');
  const frame = await visitor.frame();
  await until(() => frame.evaluate(() => [document.hasFocus(), window.got.some(({ type }) => type === 'focus')]), (is) => is.every(Boolean));
  assert.equal(await launcher.getAttribute('aria-expanded'), 'true');
  await frame.evaluate(() => window.say({ type: 'close' }));
  await until(() => launcher.getAttribute('aria-expanded'), (is) => is === 'false');
  await launcher.press('Enter');
  assert.equal(await visitor.panel.getAttribute('role'), 'dialog');
  await until(() => frame.evaluate(() => document.hasFocus()), Boolean);
  await launcher.focus();
  await visitor.page.keyboard.press('Escape');
  assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
  assert.deepEqual((await visitor.events('close')).length, 2);
});

test('a button of the page in the place of the launcher gets the focus back', async (t) => {
  const { visitor } = await bubble(t, { attributes: 'data-room=support data-launcher=none' });
  assert.equal(await visitor.launcher.count(), 0);
  await visitor.page.evaluate(() => document.querySelector('#own').addEventListener('click', () => window.Sociable('toggle')));
  await visitor.page.locator('#own').click();
  const frame = await visitor.frame();
  await until(() => frame.evaluate(() => document.hasFocus()), Boolean);
  await frame.evaluate(() => window.say({ type: 'close' }));
  await until(() => visitor.page.evaluate(() => document.activeElement?.id), (id) => id === 'own');
});

test('what is unread stands on the launcher, in its name, in an event and in a property', async (t) => {
  const { visitor } = await bubble(t, { attributes: 'data-room=support data-load=idle' });
  const frame = await visitor.frame();
  assert.equal(await visitor.badge.isVisible(), false);
  await frame.evaluate(() => window.say({ type: 'unread', count: 3, mentions: 1 }));
  assert.deepEqual(await visitor.hears('unread'), { count: 3, mentions: 1 });
  await visitor.badge.filter({ hasText: /^3$/ }).waitFor();
  await visitor.page.getByRole('button', { name: 'Chat, unread: 3' }).waitFor();
  assert.equal(await visitor.page.evaluate(() => window.Sociable('unread')), 3);
  await frame.evaluate(() => window.say({ type: 'unread', count: 120, mentions: 0 }));
  await visitor.badge.filter({ hasText: '99+' }).waitFor();
  await frame.evaluate(() => window.say({ type: 'unread', count: 0, mentions: 0 }));
  await visitor.badge.waitFor({ state: 'hidden' });
  await visitor.page.getByRole('button', { name: 'Chat', exact: true }).waitFor();
});

test('calls that are made before the script is there are made when it is', async (t) => {
  const server = await fakeServer(t);
  const stub = `window.Sociable ||= (...call) => (Sociable.q ||= []).push(call);
    Sociable('on', 'open', () => { window.heard = true; });
    Sociable('setRoom', 'sales');
    Sociable('open');`;
  const routes = { '/': page(`<script src=/stub.js></script>${tag(server)}`), '/stub.js': stub };
  const host = await Site.start(t, routes, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  const frame = await visitor.frame();
  assert.equal(await frame.evaluate(() => window.settings.room), 'sales');
  assert.equal(await visitor.page.evaluate(() => window.heard), true);
});

test('an element in the page is fetched when it comes into sight, and moves nothing', async (t) => {
  const server = await fakeServer(t);
  const body = '<p id=far></p><sociable-chat room=lobby></sociable-chat><p>After it.</p>';
  const routes = { '/': page(`${script(server)}<link rel=stylesheet href=/far.css>`, body), ...place, '/far.css': '#far{height:3000px}' };
  const host = await Site.start(t, routes, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.page.waitForFunction(() => document.querySelector('sociable-chat').shadowRoot);
  await visitor.page.waitForTimeout(300);
  assert.deepEqual(server.asked, ['GET /embed.js']);
  await visitor.page.locator('sociable-chat').scrollIntoViewIfNeeded();
  const frame = await visitor.frame();
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'visible').at(-1)?.visible), (is) => is === true);
  assert.equal(await frame.evaluate(() => window.settings.closable), false);
  await visitor.page.evaluate(() => scrollTo(0, 0));
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'visible').at(-1).visible), (is) => is === false);
  assert.equal(await visitor.shifts(), 0);
  assert.deepEqual(visitor.noise, []);
});

test('what is said by the page is answered, and what people say may be changed or kept back', async (t) => {
  const { visitor } = await bubble(t);
  const sent = visitor.page.evaluate(() => window.Sociable('send', 'Hello').then(({ text }) => text));
  const frame = await visitor.frame();
  const find = () => frame.evaluate(() => window.got.find(({ type }) => type === 'send'));
  const { id, text } = await until(find, Boolean);
  assert.equal(text, 'Hello');
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  await frame.evaluate((id) => window.say({ type: 'sent', id, message: { id, text: 'Hello' } }), id);
  assert.equal(await sent, 'Hello');

  const refused = visitor.page.evaluate(() => window.Sociable('send', 'Again').catch(({ message }) => message));
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'send').length), (count) => count === 2);
  await frame.evaluate(() => window.say({ type: 'error', code: 'rate_limited', message: 'Too fast.', id: window.got.findLast(({ type }) => type === 'send').id }));
  assert.equal(await refused, 'Too fast.');
  assert.equal((await visitor.hears('error')).code, 'rate_limited');
  // A page that does not look at the answer has nothing of it in its console.
  await visitor.page.evaluate(() => void window.Sociable('send', 'And again'));
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'send').length), (count) => count === 3);
  await frame.evaluate(() => window.say({ type: 'error', code: 'rate_limited', message: 'Too fast.', id: window.got.findLast(({ type }) => type === 'send').id }));
  await until(() => visitor.events('error'), (errors) => errors.length === 2);

  await visitor.page.evaluate(() => {
    addEventListener('chat:before-send', (event) => {
      if (event.detail.text === 'bad') event.preventDefault();
      else event.detail.text += '!';
    });
  });
  await frame.evaluate(() => {
    window.say({ type: 'before-send', id: 'a', text: 'bad' });
    window.say({ type: 'before-send', id: 'b', text: 'good' });
  });
  const decisions = await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'decide')), ({ length }) => length === 2);
  assert.deepEqual(decisions.map(({ id, allow }) => [id, allow]), [['a', false], ['b', true]]);
  assert.equal(decisions[1].text, 'good!');
  assert.deepEqual(visitor.noise, []);
});

test('the script puts the chat over all of the page, or in the place where it stands itself', async (t) => {
  const server = await fakeServer(t);
  const routes = {
    '/over': page(tag(server, 'data-room=one data-mode=page')),
    '/here': page('<link rel=stylesheet href=/place.css>', `<div id=here>${tag(server, 'data-room=two data-mode=inline data-density=compact')}</div>`),
    ...place,
  };
  const host = await Site.start(t, routes, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, `${host.origin}/over`);
  assert.equal(await (await visitor.frame()).evaluate(() => window.settings.room), 'one');
  assert.deepEqual(await visitor.panel.boundingBox(), { x: 0, y: 0, ...visitor.page.viewportSize() });
  await visitor.page.goto(`${host.origin}/here`);
  const { room, density } = await (await visitor.frame()).evaluate(() => window.settings);
  assert.deepEqual([room, density], ['two', 'compact']);
  assert.equal((await visitor.page.locator('#here > sociable-chat').boundingBox()).height, 400);
  assert.deepEqual(visitor.noise, []);
});

test('several chats are in one page, each with a frame, a room and events of its own', async (t) => {
  const server = await fakeServer(t);
  const body = '<sociable-chat id=one room=one></sociable-chat><sociable-chat id=two room=two></sociable-chat>';
  const host = await Site.start(t, { '/': page(tag(server), body), ...place });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.launcher.click();
  await until(() => visitor.page.frames().filter((frame) => frame.url().includes('/embed/r/')).length, (count) => count === 3);
  const frames = await Promise.all([0, 1, 2].map((index) => visitor.frame(index)));
  const rooms = await Promise.all(frames.map((frame) => frame.evaluate(() => window.settings.room)));
  assert.deepEqual(rooms.toSorted(), ['one', 'support', 'two']);
  await frames[rooms.indexOf('two')].evaluate(() => window.say({ type: 'message', message: { text: 'Here' } }));
  await visitor.hears('message');
  const heard = (await visitor.events('message')).map(({ target }) => target);
  assert.deepEqual(heard, ['two']);
});

test('on a phone the panel is the page: it covers it, keeps it still, and gives it back', async (t) => {
  const { visitor } = await bubble(t, { viewport: PHONE, hasTouch: true, body: '<p id=far></p>' });
  await visitor.launcher.tap();
  const frame = await visitor.frame();
  await until(() => visitor.panel.boundingBox(), (box) => box?.x === 0 && box.y === 0 && box.width === PHONE.width && box.height === PHONE.height);
  const state = () => visitor.page.evaluate(() => [getComputedStyle(document.documentElement).overflowY, document.body.inert]);
  assert.deepEqual(await state(), ['hidden', true]);
  assert.equal(await visitor.launcher.count(), 0);
  assert.equal(await visitor.panel.getAttribute('aria-modal'), 'true');
  await frame.evaluate(() => window.say({ type: 'close' }));
  await visitor.launcher.waitFor();
  assert.deepEqual(await state(), ['visible', false]);
});

const VIEWS = [
  ['phone', PHONE, 'light'],
  ['phone', PHONE, 'dark'],
  ['tablet', TABLET, 'dark'],
  ['desktop', DESKTOP, 'light'],
];
for (const [size, viewport, colorScheme] of VIEWS) {
  test(`everybody can use the launcher, the panel, and what stands in the place of the chat (${size}, ${colorScheme})`, async (t) => {
    const server = await fakeServer(t);
    const head = `<meta name=color-scheme content="light dark">${tag(server, 'data-room=support data-load=idle')}`;
    const host = await Site.start(t, { '/': page(head) }, { headers: strict(server.origin) });
    const visitor = await Visitor.visit(t, 'about:blank', { viewport, colorScheme });
    await visitor.page.goto(host.origin);
    const frame = await visitor.frame();
    await frame.evaluate(() => window.say({ type: 'unread', count: 3, mentions: 0 }));
    await visitor.badge.filter({ hasText: '3' }).waitFor();
    await visitor.inspect(`embed-closed-${size}-${colorScheme}`);
    await visitor.launcher.click();
    await visitor.inspect(`embed-open-${size}-${colorScheme}`);
    // Nobody is there any more.
    server.routes = { ...server.routes, '*': () => ({ status: 503 }) };
    await visitor.page.clock.install();
    await visitor.page.evaluate(() => window.Sociable('server', `${window.Sociable('server')}none/`));
    await visitor.page.clock.fastForward(30_000);
    await visitor.page.getByRole('button', { name: 'Try again' }).waitFor();
    await visitor.inspect(`embed-failed-${size}-${colorScheme}`);
  });
}

test('where motion is not wanted nothing moves, and in forced colours everything has an edge', async (t) => {
  const { visitor } = await bubble(t, { reducedMotion: 'reduce', forcedColors: 'active' });
  const style = await visitor.launcher.evaluate((node) => {
    const { transitionDuration, transitionProperty, borderTopWidth } = getComputedStyle(node);
    return { transitionDuration, transitionProperty, borderTopWidth };
  });
  assert.equal(style.transitionDuration, '0s');
  assert.equal(style.borderTopWidth, '2px');
});
