// Real Chromium, driven through playwright-core.

import { mkdir } from 'node:fs/promises';

import { chromium } from 'playwright-core';

import { PATIENCE, until } from './client.mjs';

const executablePath = process.env.CHROMIUM;
if (!executablePath) throw new Error('set CHROMIUM to a Chromium or Chrome, or run `cargo xtask test --only e2e`');

export const ARTIFACTS = new URL('../artifacts/', import.meta.url);

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const DESKTOP = { width: 1280, height: 800 };

/** What a story is told at: one column and a finger, or three columns and a mouse. */
export const SIZES = Object.entries({ phone: PHONE, desktop: DESKTOP });

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
    await person.isInside();
    return person;
  }

  /** Opens the chat in a fresh profile. */
  static async open(t, server, { viewport = DESKTOP, path = '/', ...options } = {}) {
    const context = await (await browser()).newContext({ viewport, hasTouch: viewport.width <= PHONE.width, ...options });
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

  /** The message at this position. */
  row(seq) {
    return this.page.locator(`[data-testid=message][data-seq="${seq}"]`);
  }

  message(text) {
    return this.messages.filter({ hasText: text });
  }

  /** Waits until the server has let one into the room that is looked at: until then, who leaves the page was never there. */
  async isInside() {
    await this.composer.waitFor();
    await this.online();
    await this.page.getByTestId('messages').waitFor();
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

  /** Waits until the server has what one has said. */
  async stored(text) {
    await this.message(text).locator('[data-delivery=sent]').waitFor();
  }

  /** Waits until the page has all of the program, and the browser has it for when there is no server. */
  async hasProgram() {
    await until(
      () => this.page.evaluate(async () => {
        const parts = performance.getEntriesByType('resource').filter(({ name }) => /-(markdown|more)\.wasm$/.test(name));
        const worker = (await navigator.serviceWorker.getRegistration())?.active;
        return [parts.length, worker?.state];
      }),
      ([parts, worker]) => parts >= 2 && worker === 'activated',
    );
  }

  /** What the browser keeps for the page, as texts: of `rooms`, or of the `outbox`. */
  async kept(store) {
    return this.page.evaluate(async (store) => {
      const answered = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      // Of a chat below a path with that in its name.
      const below = new URL('.', document.querySelector('link[rel=manifest]').href).pathname.slice(0, -1);
      const own = below ? `sociable(${below})` : 'sociable';
      // To open what is not there yet would be to make it.
      const known = await indexedDB.databases();
      if (!known.some(({ name }) => name === own)) return [];
      const database = await answered(indexedDB.open(own));
      try {
        return await answered(database.transaction(store).objectStore(store).getAll());
      } finally {
        database.close();
      }
    }, store);
  }

  /** Waits until the browser keeps this text in a store, so that it outlives the page. */
  async keeps(store, text) {
    await until(() => this.kept(store), (kept) => kept.some((one) => one.includes(text)));
  }

  /** Waits until what is found is within the part of the list that one sees. */
  async inSight(row) {
    await row.waitFor();
    await until(
      () => row.evaluate((row) => {
        const [area, around] = [row.getBoundingClientRect(), row.closest('.list').getBoundingClientRect()];
        return area.top < around.bottom - 1 && area.bottom > around.top + 1;
      }),
      (seen) => seen,
    );
  }

  /**
   * Goes to the end by the button, and waits until the list is at rest there and the button gone: Chromium ends a smooth
   * movement that is interrupted where it was to lead, and loses what the wheel wanted; and what turns over the button is
   * not the list's.
   */
  async goesToEnd() {
    await this.list.evaluate((list) => {
      list.isAtRest = false;
      list.addEventListener('scrollend', () => {
        list.isAtRest ||= list.scrollHeight - list.clientHeight - list.scrollTop < 2;
      });
    });
    const jump = this.page.getByTestId('jump');
    await jump.click();
    await until(() => this.list.evaluate((list) => list.isAtRest), (rests) => rests);
    await jump.waitFor({ state: 'detached' });
  }

  /** Waits until this is on the clipboard, and nothing else; with the permission to read it. */
  async hasCopied(text) {
    await until(() => this.clipboard(), (copied) => copied.trim() === text);
  }

  /** What is on the clipboard; with the permission to read it. */
  async clipboard() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Waits until this has the focus, so that what is typed goes there. */
  async isOn(element) {
    await until(() => element.evaluate((element) => element === document.activeElement), (focused) => focused);
  }

  /** Waits until a message with this text is on the page. */
  async sees(text) {
    await this.message(text).first().waitFor();
  }

  /** Whether there is space for one column, and a finger in the place of a mouse. */
  get onPhone() {
    return this.page.viewportSize().width <= PHONE.width;
  }

  /** The list of rooms. */
  get rooms() {
    return this.page.getByRole('navigation', { name: 'Rooms' });
  }

  /** A room in the list. */
  room(name) {
    return this.rooms.getByTitle(name, { exact: true });
  }

  /** The name of the room that is looked at. */
  get heading() {
    return this.page.getByRole('heading', { level: 1 });
  }

  get list() {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  dialog(name) {
    return this.page.getByRole('dialog', { name, exact: true });
  }

  /** Waits until the heading says this. */
  async isIn(name) {
    await this.heading.filter({ hasText: name }).waitFor();
  }

  /** Goes to the list of rooms, which on a phone is a page of its own. */
  async toRooms() {
    const back = this.page.getByRole('link', { name: 'Back to the rooms' });
    // While the page is loading there is neither.
    await this.rooms.or(back).filter({ visible: true }).first().waitFor();
    if (!(await this.rooms.isVisible())) await back.click();
    await this.rooms.waitFor();
  }

  /** Goes to a room of the list. */
  async goTo(name) {
    await this.toRooms();
    await this.room(name).click();
    await this.isIn(name);
    await this.composer.waitFor();
  }

  /** Chooses something of the menu that makes and finds rooms. */
  async chooseNew(action) {
    await this.toRooms();
    await this.#choose(this.rooms.getByRole('button', { name: 'New room, or find one' }), action);
  }

  /** Chooses something of the menu of the room that is looked at. */
  async chooseOfRoom(action) {
    await this.#choose(this.page.getByRole('button', { name: 'More about this room' }), action);
  }

  async #choose(button, action) {
    await button.click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  /** Opens `People`, `Search messages` or `Pinned messages`, and gives that panel. */
  async panel(name) {
    const panel = this.page.getByRole('complementary', { name });
    const people = this.page.getByRole('button', { name: 'Show people' });
    // While the page is loading there is neither; where the panel is open at first, that button has another name.
    if (name === 'People') await panel.or(people).first().waitFor();
    if (await panel.isVisible()) return panel;
    if (name === 'People') await people.click();
    else if (this.onPhone) await this.chooseOfRoom(name);
    else await this.page.getByRole('button', { name }).click();
    await panel.waitFor();
    return panel;
  }

  /** Closes whichever panel is open. */
  async closePanel() {
    const panel = this.page.getByRole('complementary');
    // Where there is space for it the people stay.
    const close = panel.getByRole('button', { name: 'Close', exact: true });
    if (!(await close.isVisible())) return;
    // On a phone it has an entry in the history, which goes a moment later, and takes along what was opened before that.
    const history = this.onPhone && await this.page.evaluateHandle(() => ({
      isBack: new Promise((resolve) => { addEventListener('popstate', () => resolve(), { once: true }); }),
    }));
    await close.click();
    await close.waitFor({ state: 'hidden' });
    if (history) await history.evaluate(({ isBack }) => isBack);
  }

  /** Somebody in the panel of people. */
  async person(name) {
    return (await this.panel('People')).getByRole('listitem').filter({ hasText: name });
  }

  /** Chooses something of the menu of somebody in the panel of people. */
  async chooseOfPerson(name, action) {
    const person = await this.person(name);
    await this.#choose(person.getByRole('button', { name: `More about ${name}` }), action);
  }

  /** Opens the menu of a message: with the mouse, or with a finger that stays on it. */
  async menuOf(text) {
    const menu = this.page.getByRole('menu', { name: 'Actions for this message' });
    const bubble = this.message(text).first().locator('.bubble');
    if (this.onPhone) {
      const words = bubble.locator('.text').first();
      const position = { x: 8, y: 10 };
      await words.hover({ trial: true, position }); // waits until it stands still in sight
      const { x, y } = await words.boundingBox();
      const finger = await this.context.newCDPSession(this.page);
      const touchPoints = [{ x: x + position.x, y: y + position.y }];
      await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await menu.waitFor();
      await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await finger.detach();
    } else {
      await bubble.hover();
      await bubble.getByRole('button', { name: 'More actions' }).click();
      await menu.waitFor();
    }
    return menu;
  }

  /** Chooses something of the menu of a message. */
  async chooseOf(text, action) {
    const menu = await this.menuOf(text);
    await menu.getByRole('menuitem', { name: action, exact: true }).click();
    await menu.waitFor({ state: 'detached' });
  }

  /** Opens the preferences, and gives their dialog. */
  async preferences() {
    await this.toRooms();
    await this.rooms.getByRole('button', { name: 'Preferences' }).click();
    const dialog = this.dialog('Preferences');
    await dialog.waitFor();
    return dialog;
  }

  /** Leaves the chat, and is at the way in again. */
  async signOut() {
    const preferences = await this.preferences();
    await preferences.getByRole('button', { name: 'Leave', exact: true }).click();
    await this.dialog('Leave the chat?').getByRole('button', { name: 'Leave', exact: true }).click();
    await this.name.waitFor();
  }

  async screenshot(name) {
    await mkdir(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: new URL(`${name}.png`, ARTIFACTS).pathname });
  }
}
