// The real chat of a real server in pages of other origins.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { StockClient, until } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { Chat, hostAndServer, SECRET, token } from './support/chat.mjs';
import { page, place, script, strict, tag, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

const signed = { SOCIABLE_AUTH_SECRET: SECRET };

test('a guest of a strict page talks in a bubble, and sees on it what they miss', async (t) => {
  const { host, server } = await hostAndServer(t, (server) => ({ '/': page(tag(server, 'data-room=lobby')) }), { headers: strict });
  const robert = await StockClient.connect(t, server, { name: 'Robert' });
  await robert.enter('lobby');
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.launcher.click();
  const chat = new Chat(visitor);
  await chat.comeIn('Ada');
  assert.equal((await visitor.hears('user')).user.name, 'Ada');
  await chat.say('Is somebody there?');
  assert.equal((await robert.next('message:new')).text, 'Is somebody there?');
  assert.equal((await visitor.hears('sent')).message.text, 'Is somebody there?');

  await visitor.launcher.click();
  await chat.listens();
  await robert.ask('message:send', { room: 'lobby', text: 'I am.' });
  await visitor.badge.filter({ hasText: /^1$/ }).waitFor();
  assert.equal((await visitor.hears('message')).message.text, 'I am.');
  await visitor.launcher.click();
  await chat.sees('I am.');
  await visitor.inspect('embed-chat-desktop-light');
  await visitor.badge.waitFor({ state: 'hidden' });

  await visitor.page.evaluate(() => window.Sociable('send', 'Said by the page.'));
  await robert.next('message:new', ({ text }) => text === 'Said by the page.');
  await visitor.page.keyboard.press('Escape');
  await until(() => visitor.launcher.getAttribute('aria-expanded'), (is) => is === 'false');
  assert.equal(await visitor.shifts(), 0);
  assert.deepEqual(visitor.noise, []);
  assert.deepEqual(await visitor.context.cookies(), []);
});

test('Escape closes the panel wherever the focus is in it, and what is open inside before', async (t) => {
  const { host } = await hostAndServer(t, (server) => ({ '/': page(tag(server, 'data-room=lobby')) }), { headers: strict });
  const visitor = await Visitor.visit(t, host.origin);
  const chat = new Chat(visitor);
  const leaves = async () => {
    await visitor.page.keyboard.press('Escape');
    await until(() => visitor.launcher.getAttribute('aria-expanded'), (is) => is === 'false');
  };
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await visitor.context.route(/-more\.wasm/, async (route) => {
    await released;
    await route.continue();
  });
  // From the question for a name.
  await visitor.launcher.click();
  await chat.name.focus();
  await leaves();
  await visitor.launcher.click();
  await chat.comeIn('Ada');
  // With the list of people over the chat, when it is still being loaded and when it is there; and then with the focus nowhere.
  const people = chat.frame.getByRole('complementary');
  for (const focused of [chat.frame.locator('aside[aria-busy]:focus'), people.locator('button:focus')]) {
    await chat.frame.getByRole('button', { name: /people/i }).click();
    await focused.waitFor();
    await visitor.page.keyboard.press('Escape');
    await people.waitFor({ state: 'detached' });
    assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'true');
    release();
  }
  await chat.frame.locator('body').evaluate(() => document.activeElement.blur());
  await leaves();
});

test('a page that is isolated from others has the chat, too', async (t) => {
  const isolated = () => ({ 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' });
  const { host } = await hostAndServer(t, (server) => ({ '/': page(tag(server, 'data-room=lobby')) }), { headers: isolated });
  const visitor = await Visitor.visit(t, host.origin);
  assert.equal(await visitor.page.evaluate(() => crossOriginIsolated), true, 'the test is about something');
  await visitor.launcher.click();
  const chat = new Chat(visitor);
  await chat.comeIn('Ada');
  await chat.say('Hello');
  assert.equal((await visitor.hears('sent')).message.text, 'Hello');
  assert.deepEqual(visitor.noise, []);
});

test('after a navigation a guest is who they were, and the chat is where it was', async (t) => {
  const routes = (server) => ({ '/': page(tag(server, 'data-room=lobby')), '/other': page(tag(server, 'data-room=lobby')) });
  const { host } = await hostAndServer(t, routes, { headers: strict });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.launcher.click();
  const chat = new Chat(visitor);
  await chat.comeIn('Ada');
  await chat.say('One');
  await visitor.hears('sent');
  await visitor.page.goto(`${host.origin}/other`);
  await chat.sees('One');
  assert.equal((await visitor.hears('ready')).user.name, 'Ada');
  // And within the page.
  await visitor.page.evaluate(() => {
    history.pushState(null, '', '/third');
    document.body.replaceWith(document.createElement('body'));
  });
  await chat.say('Two');
  await chat.sees('Two');
  assert.deepEqual(visitor.noise, []);
});

test('whom the site vouches for is in without a question, and stays beyond the life of a token', async (t) => {
  let ends;
  let asked = 0;
  /** The first one ends soon, the others later than the test. */
  const give = () => {
    asked += 1;
    ends ??= Date.now() + 15_000;
    return token('customer-7', 'Ada', asked === 1 ? 15 : 600);
  };
  const routes = (server) => ({
    '/': page(script(server), '<sociable-chat room=lobby token-url=/token></sociable-chat>'),
    ...place,
    '/token': () => ({ type: 'application/json', body: JSON.stringify({ token: give() }) }),
  });
  const { host, server } = await hostAndServer(t, routes, { headers: strict, env: signed });
  const robert = await StockClient.connect(t, server, { name: 'Robert' });
  await robert.enter('lobby');
  const visitor = await Visitor.visit(t, host.origin);
  const { user } = await visitor.hears('ready');
  assert.deepEqual([user.name, user.verified], ['Ada', true]);
  const chat = new Chat(visitor);
  await chat.say('Before');
  await robert.next('message:new', ({ text }) => text === 'Before');
  await until(() => asked, (times) => times === 2);
  await until(Date.now, (now) => now > ends);
  await chat.say('After');
  const { user: sender } = await robert.next('message:new', ({ text }) => text === 'After');
  assert.equal(sender.id, user.id);
  assert.deepEqual(await visitor.events('error'), []);
  const states = (await visitor.events('connection')).map(({ detail }) => detail.state);
  assert.equal(states.filter((state) => state === 'online').length, 1, `the connection was kept: ${states}`);
  assert.deepEqual(visitor.noise, []);
});

test('where the site has no other token the chat ends with the old one, says so, and goes on with the next', async (t) => {
  let answer = () => ({ body: token('customer-7', 'Ada', 6), type: 'text/plain' });
  const routes = (server) => ({
    '/': page(script(server), '<sociable-chat room=lobby token-url=/token></sociable-chat>'),
    ...place,
    '/token': () => answer(),
  });
  const { host } = await hostAndServer(t, routes, { headers: strict, env: { ...signed, SOCIABLE_AUTH: 'token' } });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.hears('ready', ({ user }) => user?.name === 'Ada');
  answer = () => ({ status: 401, body: '' });
  assert.equal((await visitor.hears('error', ({ code }) => code === 'token_failed')).message.includes('answered 401'), true);
  await visitor.hears('connection', ({ state }) => state === 'signed-out');
  await visitor.chat().evaluate((chat, token) => chat.setUser({ token }), token('customer-7', 'Ada'));
  await until(async () => (await visitor.events('connection')).at(-1).detail.state, (state) => state === 'online');
  await new Chat(visitor).composer.waitFor();
});

test('a page that the server does not know gets a sentence and an event in the place of the chat', async (t) => {
  const server = await Server.start(t);
  server.origin = new URL(server.url).origin;
  const host = await Site.start(t, { '/': page(script(server), '<sociable-chat room=lobby></sociable-chat>'), ...place });
  const visitor = await Visitor.visit(t, 'about:blank');
  await visitor.page.clock.install();
  await visitor.page.goto(host.origin);
  await until(async () => {
    await visitor.page.clock.fastForward(11_000);
    return visitor.events('error');
  }, (errors) => errors.some(({ detail }) => detail.code === 'unreachable'));
  await visitor.page.getByRole('alert').filter({ hasText: 'could not be loaded' }).waitFor();
});

test('the chat is in the language, the direction, the colours and the scheme of the page, live', async (t) => {
  const routes = (server) => ({
    '/': page(`${script(server)}<link rel=stylesheet href=/page.css>`, '<sociable-chat room=lobby></sociable-chat>', 'lang=ar dir=rtl'),
    '/page.css': ':root{color-scheme:light dark}.brand{--chat-accent:rgb(10, 125, 75)}',
    ...place,
  });
  const { host } = await hostAndServer(t, routes, { headers: strict });
  const visitor = await Visitor.visit(t, host.origin, { colorScheme: 'dark' });
  await visitor.hears('ready');
  const frame = visitor.page.frames().find((frame) => frame.url().includes('/embed/r/'));
  const look = () => frame.evaluate(() => {
    const { dir, lang } = document.documentElement;
    const style = getComputedStyle(document.documentElement);
    return { dir, lang, scheme: style.colorScheme, accent: style.getPropertyValue('--accent').trim() };
  });
  await until(look, ({ dir, lang, scheme }) => dir === 'rtl' && lang.startsWith('ar') && scheme === 'dark');
  await visitor.page.evaluate(() => document.body.classList.add('brand'));
  await until(look, ({ accent }) => accent.includes('rgb(10, 125, 75)'));
  await visitor.page.emulateMedia({ colorScheme: 'light' });
  await visitor.page.evaluate(() => Object.assign(document.documentElement, { dir: 'ltr', lang: 'de' }));
  await until(look, ({ dir, lang, scheme }) => dir === 'ltr' && lang.startsWith('de') && scheme === 'light');
  await visitor.inspect('embed-chat-inline');
  assert.equal((await visitor.events('ready')).length, 1, 'it is the same frame');
});

test('what the page pays for a chat that nobody opens is next to nothing, and it never moves', async (t) => {
  const routes = (server) => ({ '/': page(''), '/chat': page(tag(server, 'data-room=lobby')) });
  const { host } = await hostAndServer(t, routes, { headers: strict });
  /** Milliseconds that the main thread works until the page is quiet, of it in scripts, and what took long. */
  const measure = async (path) => {
    const visitor = await Visitor.visit(t, 'about:blank');
    const session = await visitor.context.newCDPSession(visitor.page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await visitor.page.addInitScript(() => {
      window.long = 0;
      new PerformanceObserver((list) => (window.long += list.getEntries().length)).observe({ type: 'longtask', buffered: true });
    });
    await visitor.page.goto(`${host.origin}${path}`, { waitUntil: 'networkidle' });
    if (path !== '/') await visitor.launcher.waitFor();
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    const result = { task: of('TaskDuration'), script: of('ScriptDuration'), long: await visitor.page.evaluate(() => window.long), shift: await visitor.shifts() };
    assert.equal(await visitor.launcher.count(), path === '/' ? 0 : 1);
    await visitor.context.close();
    return result;
  };
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const [without, having] = [[], []];
  for (let round = 0; round < 3; round++) {
    without.push(await measure('/'));
    having.push(await measure('/chat'));
  }
  for (const what of ['task', 'script', 'long']) {
    const [before, now] = [without, having].map((results) => median(results.map((result) => result[what])));
    t.diagnostic(`${what}: ${before.toFixed(1)} without, ${now.toFixed(1)} with the chat`);
  }
  for (const { shift } of having) assert.equal(shift, 0);
  const [before, now] = [without, having].map((results) => median(results.map(({ script }) => script)));
  assert.ok(now - before < 50, `${now - before} ms of scripts`);
});
