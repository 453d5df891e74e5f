// How the page looks and is worked, as far as a program can judge it. Also takes the screenshots that people judge.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, TABLET, browser } from './support/browser.mjs';
import { StockClient } from './support/client.mjs';
import { inspect } from './support/inspect.mjs';
import { Server } from './support/server.mjs';

await browser(after);

const CONVERSATION = [
  ['Mara', 'Morning! Did the ferry tickets come through?'],
  ['Mara', 'They said by Thursday at the latest'],
  ['Jonas', 'Yes 🎉 four seats, upper deck'],
  ['Jonas', 'Details: https://example.org/booking/4711-upper-deck'],
  ['Amira', 'صباح الخير! سأحضر القهوة'],
  ['Priya', 'I can bring the tent, the stove and the good knives. The weather looks fine until Sunday evening, then there is '
    + 'a chance of rain from the west, so let us plan to be back at the harbour before five.'],
  ['Jonas', '👍'],
];

/** A room with a history and people in it; the last one to come in is at a browser. */
async function furnished(t, options) {
  const server = await Server.start(t);
  const others = new Map();
  for (const name of new Set(CONVERSATION.map(([name]) => name))) {
    const client = await StockClient.connect(t, server, { name });
    await client.join();
    others.set(name, client);
  }
  for (const [name, text] of CONVERSATION) await others.get(name).say(text);
  const person = await Person.enter(t, server, 'Noor', options);
  await person.say('Perfect. See you at the pier at eight?');
  await person.sees('See you at the pier');
  await others.get('Mara').typing(true);
  await person.page.getByTestId('typing').filter({ hasText: 'Mara' }).waitFor();
  return person;
}

for (const [size, viewport] of Object.entries({ phone: PHONE, tablet: TABLET, desktop: DESKTOP })) {
  for (const colorScheme of ['light', 'dark']) {
    test(`nothing overflows and nothing is inaccessible: ${size}, ${colorScheme}`, async (t) => {
      const person = await furnished(t, { viewport, colorScheme, reducedMotion: 'reduce' });
      await inspect(person, `chat-${size}-${colorScheme}`);
    });
  }
}

for (const colorScheme of ['light', 'dark']) {
  test(`the way in is accessible: ${colorScheme}`, async (t) => {
    const person = await Person.open(t, await Server.start(t), { viewport: PHONE, colorScheme });
    await person.name.waitFor();
    await inspect(person, `welcome-phone-${colorScheme}`);
  });
}

test('the keyboard alone is enough', async (t) => {
  const person = await Person.open(t, await Server.start(t));
  const { keyboard } = person.page;
  await person.name.waitFor();
  await person.isOn(person.name);
  await keyboard.type('Ada');
  await keyboard.press('Enter');
  await person.composer.waitFor();
  await person.online();
  await person.isOn(person.composer);
  await keyboard.type('first line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await person.stored('second line');
  assert.equal(await person.messages.count(), 1);
  assert.equal(await person.composer.inputValue(), '');
  // Everything has its place in the order: rooms, what the room offers, the list, the composer, the people.
  const stops = [];
  const round = ['Skip to the message box', 'Ada, ', 'Message Lobby', 'List of people'];
  do {
    await keyboard.press('Tab');
    stops.push(await person.page.evaluate(() => {
      const element = document.activeElement;
      return element.getAttribute('aria-label') ?? element.innerText.trim();
    }));
  } while (stops.length < 25 && !round.every((name) => stops.some((stop) => stop.startsWith(name))));
  const rows = stops.filter((stop) => /first line/.test(stop) && stop.startsWith('you'));
  assert.equal(rows.length, 1, `the list is one stop: ${stops.join(' | ')}`);
});

test('Enter that ends a composition of characters does not send', async (t) => {
  const person = await Person.enter(t, await Server.start(t), 'Yuki');
  await person.composer.fill('こん');
  await person.composer.evaluate((el) => {
    el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }));
    el.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }));
  });
  await person.composer.press('End');
  assert.equal(await person.messages.count(), 0);
  assert.equal(await person.composer.inputValue(), 'こん');
});

test('on a touch screen Enter is a new line and the button sends', async (t) => {
  const person = await Person.enter(t, await Server.start(t), 'Ada', { viewport: PHONE, isMobile: true, hasTouch: true });
  await person.composer.tap();
  await person.composer.pressSequentially('one');
  await person.composer.press('Enter');
  await person.composer.pressSequentially('two');
  assert.equal(await person.messages.count(), 0);
  const button = person.page.getByRole('button', { name: 'Send' });
  const { width, height } = await button.boundingBox();
  assert.ok(width >= 44 && height >= 44, `a target for a thumb: ${width}×${height}`);
  await button.tap();
  await person.sees('two');
  assert.equal(await person.messages.count(), 1);
});

test('a time is local and says its full date on hover', async (t) => {
  const person = await Person.enter(t, await Server.start(t), 'Ada', { timezoneId: 'Pacific/Auckland', locale: 'en-GB' });
  await person.say('what time is it');
  await person.stored('what time is it'); // until then it is the time of this machine
  const time = person.messages.locator('time');
  const sent = new Date(await time.getAttribute('datetime'));
  const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Pacific/Auckland' });
  assert.equal(await time.innerText(), local.format(sent));
  assert.match(await time.getAttribute('title'), new RegExp(String(sent.getFullYear())));
});

test('nothing breaks at 320 pixels, with long words and with 5,000 characters', async (t) => {
  const person = await Person.enter(t, await Server.start(t), 'W'.repeat(32), { viewport: { width: 320, height: 480 } });
  await person.say('x'.repeat(600));
  await person.say('wide '.repeat(1_000).trim());
  await person.sees('wide wide');
  const width = await person.page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${width}`);
  const list = person.page.getByRole('region', { name: 'Messages' });
  assert.ok(await list.evaluate((el) => el.scrollWidth <= el.clientWidth));
});
