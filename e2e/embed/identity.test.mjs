// Who the page says is signed in: tokens that are given, fetched, renewed and refused.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { until } from '../support/client.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, place, script, settings, strict, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

async function signed(t, attributes, routes = {}) {
  const server = await fakeServer(t);
  const body = `<sociable-chat room=lobby ${attributes}></sociable-chat>`;
  const host = await Site.start(t, { '/': page(script(server), body), ...place, ...routes }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  return { host, visitor, frame: await visitor.frame() };
}

/** Asks for a token as the frame does, and gives the answer. */
async function want(frame, reason) {
  const tokens = () => frame.evaluate(() => window.got.filter(({ type }) => type === 'token').map(({ token }) => token));
  const { length } = await tokens();
  await frame.evaluate((reason) => window.say({ type: 'token-wanted', reason }), reason);
  return (await until(tokens, (found) => found.length > length)).at(-1);
}

test('a token of the page is given once, and one that was refused is said to be none', async (t) => {
  const { visitor, frame } = await signed(t, 'token=a.b.c');
  assert.equal(await frame.evaluate(() => window.settings.hasToken), true);
  assert.equal(await want(frame, 'start'), 'a.b.c');
  assert.equal(await want(frame, 'refused'), null);
  const { code, message } = await visitor.hears('error');
  assert.equal(code, 'token_failed');
  assert.doesNotMatch(message, /a\.b\.c/);
  // The page hears that, and has another one: it goes to the frame unasked.
  await visitor.chat().evaluate((chat) => {
    chat.token = 'd.e.f';
  });
  await until(() => frame.evaluate(() => window.got.at(-1)), (last) => last.type === 'token' && last.token === 'd.e.f');
  assert.equal(await visitor.chat().getAttribute('token'), 'a.b.c');
});

test('getToken is asked at the start, before a token expires and where it is refused', async (t) => {
  const { visitor, frame } = await signed(t, '');
  await visitor.chat().evaluate((chat) => {
    let count = 0;
    chat.getToken = async () => `token.${++count}.x`;
  });
  await settings(frame, 'hasToken', true);
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'token').length), (count) => count === 1);
  assert.equal(await want(frame, 'expiring'), 'token.2.x');
  assert.equal(await want(frame, 'refused'), 'token.3.x');
  await visitor.chat().evaluate((chat) => {
    chat.getToken = () => Promise.reject(new Error('signed out'));
  });
  assert.deepEqual(await visitor.hears('error'), { code: 'token_failed', message: 'start: signed out' });
  assert.deepEqual(visitor.noise, []);
});

test('token-url is fetched with the cookies of the host, as JSON or as it is', async (t) => {
  let answer = { type: 'application/json', body: '{"token": "a.b.c"}' };
  let cookie;
  const routes = {
    '/token': ({ headers }) => {
      cookie = headers.cookie;
      return answer;
    },
    '/login': { body: 'in', headers: { 'set-cookie': 'session=7; HttpOnly' } },
  };
  const { visitor, frame } = await signed(t, 'token-url=/token', routes);
  await visitor.page.evaluate(() => fetch('/login'));
  assert.equal(await want(frame, 'start'), 'a.b.c');
  assert.equal(cookie, 'session=7');
  answer = { type: 'text/plain', body: 'd.e.f\n' };
  assert.equal(await want(frame, 'expiring'), 'd.e.f');
  answer = { status: 403, body: '' };
  assert.equal(await want(frame, 'expired'), null);
  assert.equal((await visitor.hears('error')).message, 'expired: /token answered 403');
});

test('a token that comes late is not given for somebody who has signed in meanwhile', async (t) => {
  const { visitor, frame } = await signed(t, '');
  await visitor.chat().evaluate((chat) => {
    chat.getToken = () => new Promise((resolve) => {
      window.late = () => resolve('ada.a.a');
    });
  });
  await visitor.page.waitForFunction(() => window.late);
  await visitor.chat().evaluate((chat) => {
    chat.getToken = async () => 'grace.b.b';
    window.late();
  });
  const tokens = () => frame.evaluate(() => window.got.filter(({ type }) => type === 'token').map(({ token }) => token));
  await until(tokens, (found) => found.includes('grace.b.b'));
  assert.equal(await want(frame, 'expiring'), 'grace.b.b');
  assert.deepEqual(new Set(await tokens()), new Set(['grace.b.b']));
});

test('another person signs in, and out', async (t) => {
  const { visitor, frame } = await signed(t, 'user-name=Guest');
  await visitor.chat().evaluate((chat) => chat.setUser({ name: 'Ada', token: 'a.b.c' }));
  await settings(frame, ({ hasToken, userName }) => hasToken && userName === 'Ada');
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'token').at(-1)?.token), (token) => token === 'a.b.c');
  await visitor.chat().evaluate((chat) => chat.logout());
  await settings(frame, ({ hasToken, userName }) => !hasToken && userName === '');
  assert.equal(await frame.evaluate(() => window.got.filter(({ type }) => type === 'logout').length), 1);
  assert.equal(await want(frame, 'start'), null);
  assert.equal((await visitor.events('error')).length, 0);
  // The same person may come back with the token that they had.
  await visitor.chat().evaluate((chat) => chat.setUser({ token: 'a.b.c' }));
  await until(() => frame.evaluate(() => window.got.filter(({ type }) => type === 'token').at(-1)?.token), (token) => token === 'a.b.c');
});
