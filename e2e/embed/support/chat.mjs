// The real chat in a frame of a host page: what a visitor does and sees in it.

import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { until } from '../../support/client.mjs';
import { freePort } from '../../support/port.mjs';
import { Server } from '../../support/server.mjs';
import { Visitor } from './host.mjs';
import { Site } from './site.mjs';

export const SECRET = 'a secret that site and chat have in common';

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a site's backend makes of whoever is signed in there. */
export function token(sub, name, seconds = 600) {
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub, name, exp: Math.floor(Date.now() / 1000) + seconds })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** A host that the server knows, and the server; `routes` is asked with the server's origin. */
export async function hostAndServer(t, routes, { headers = () => ({}), env = {} } = {}) {
  const policy = {};
  const host = await Site.start(t, {}, { headers: policy });
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: host.origin, ...env });
  server.origin = new URL(server.url).origin;
  Object.assign(policy, headers(server.origin));
  host.routes = routes(server);
  return { host, server };
}

/** An example's own backend, and the server that it has the chat of. */
export async function example(t, name, env = {}) {
  // A port that was free a moment ago may be taken: then another.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: origin, SOCIABLE_AUTH_SECRET: SECRET, SOCIABLE_ROOM: 'support', ...env });
    const host = spawn(process.execPath, [`${process.env.EMBED_EXAMPLES}/host.mjs`, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PORT: String(port), CHAT: new URL(server.url).origin, SECRET },
    });
    t.after(() => host.kill());
    const isUp = once(createInterface({ input: host.stdout }), 'line').then(() => true);
    if (await Promise.race([isUp, once(host, 'exit').then(() => false)])) return { server, visitor: await Visitor.visit(t, origin) };
  }
  throw new Error(`the example ${name} does not start`);
}

/** The chat in a page. */
export class Chat {
  constructor(visitor, selector = 'sociable-chat') {
    this.element = visitor.page.locator(selector).first();
    this.frame = visitor.page.frameLocator(`${selector} >> iframe`);
  }

  get name() {
    return this.frame.getByRole('textbox', { name: 'Your name' });
  }

  get composer() {
    return this.frame.getByRole('textbox', { name: /^Message / });
  }

  async comeIn(name) {
    await this.name.fill(name);
    await this.name.press('Enter');
    await this.composer.waitFor();
  }

  /** Waits until the frame has heard all that the page has told it so far, as that it is not seen: it answers in order. */
  async listens() {
    const isAnswered = this.element.evaluate((chat) => chat.send(' ').catch(() => true));
    await until(() => Promise.race([isAnswered, false]), Boolean);
  }

  async say(text) {
    await this.composer.fill(text);
    await this.composer.press('Control+Enter');
  }

  async sees(text) {
    await this.frame.getByTestId('message').filter({ hasText: text }).first().waitFor();
  }
}
