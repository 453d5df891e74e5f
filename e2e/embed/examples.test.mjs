// The example pages, as their own tools build them, each with its own backend: a bubble, people whom the site vouches for,
// and a site's own Socket.IO code; under the policy that the backend sends.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { StockClient } from '../support/client.mjs';
import { Chat, example } from './support/chat.mjs';

after(async () => (await browser()).close());

/** Where each example has the three; those of the frameworks are apps that swap one for another. */
const PAGES = {
  html: { signed: ({ page }) => page.getByRole('link', { name: 'Signed in' }).click(), own: ({ page }) => page.getByRole('link', { name: 'Own code' }).click() },
  jquery: { signed: () => {}, own: () => {} },
  react: { signed: ({ page }) => page.getByRole('button', { name: 'Signed' }).click(), own: ({ page }) => page.getByRole('button', { name: 'Own' }).click() },
  vue: { signed: ({ page }) => page.getByRole('button', { name: 'Signed' }).click(), own: ({ page }) => page.getByRole('button', { name: 'Own' }).click() },
};

for (const [name, to] of Object.entries(PAGES)) {
  test(`${name}: one tag, one's own people, and one's own code talk with everybody else`, async (t) => {
    const { server, visitor } = await example(t, name);
    const robert = await StockClient.connect(t, server, { name: 'Robert' });
    await robert.enter('lobby', 'support');
    const { page } = visitor;

    // 1. A bubble, with its unread count in the page where the example shows one.
    const bubble = 'sociable-chat[mode=bubble]';
    if (name === 'html') await visitor.launcher.click();
    else await page.getByRole('button', { name: 'Help' }).click();
    const chat = new Chat(visitor, bubble);
    await chat.comeIn('Grace');
    await chat.say(`Help with ${name}`);
    await robert.next('message:new', ({ text }) => text === `Help with ${name}`);
    await chat.element.evaluate((chat) => chat.close());
    await chat.listens();
    await robert.ask('message:send', { room: 'support', text: 'Here I am.' });
    if (name === 'html') await visitor.badge.filter({ hasText: '1' }).waitFor();
    else await page.locator('output, #unread').filter({ hasText: '1' }).waitFor();

    // 2. Whom the site vouches for, without a question.
    await to.signed(visitor);
    const signed = new Chat(visitor, 'sociable-chat:not([mode=bubble])');
    await signed.composer.waitFor();
    await signed.say(`I am vouched for by ${name}`);
    const { user } = await robert.next('message:new', ({ text }) => text === `I am vouched for by ${name}`);
    assert.deepEqual([user.name, user.verified], ['Ada', true]);
    if (name === 'react' || name === 'vue') await page.locator('output', { hasText: 'Ada' }).waitFor();

    // 3. The site's own code: the same person, over stock Socket.IO.
    await to.own(visitor);
    const messages = page.locator('#messages li');
    await messages.filter({ hasText: `Ada: I am vouched for by ${name}` }).waitFor();
    await page.getByRole('textbox', { name: 'Message' }).last().fill(`Own code of ${name}`);
    await page.getByRole('button', { name: 'Send', exact: true }).last().click();
    const own = await robert.next('message:new', ({ text }) => text === `Own code of ${name}`);
    assert.equal(own.user.id, user.id);
    await messages.filter({ hasText: `Ada: Own code of ${name}` }).waitFor();
    assert.equal(await messages.filter({ hasText: `Own code of ${name}` }).count(), 1);

    assert.deepEqual(visitor.noise, []);
  });
}
