// A network between a client and the server that can be cut.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Proxy {
  #target;
  #listener = createServer((client) => this.#pass(client));
  /** The clients that are connected, and what each asked for last. */
  #clients = new Map();
  #servers = new Set();
  #passes = () => true;
  #mute = new WeakSet();
  #pages = new Map();

  /** The first lines of the requests that were passed on. */
  asked = [];

  /** Passes connections on to the server until the test `t` ends. */
  static async start(t, server) {
    const proxy = new Proxy();
    const [host, port] = server.address.split(':');
    proxy.#target = { host, port: Number(port) };
    proxy.#listener.listen(0, '127.0.0.1');
    await once(proxy.#listener, 'listening');
    proxy.url = `http://127.0.0.1:${proxy.#listener.address().port}`;
    t.after(() => {
      proxy.cut();
      proxy.#listener.close();
    });
    return proxy;
  }

  /** Ends every connection, and every new one at once. */
  cut() {
    this.#cutUnless(() => false);
  }

  /** Ends the connections that are for chatting, and every new one; pages and their parts can still be loaded. */
  cutChat() {
    this.#cutUnless((request) => !request.includes(' /socket.io/'));
  }

  /** Lets no WebSocket through: it is refused or, `silently`, never answered. */
  blockSockets({ silently = false } = {}) {
    this.#cutUnless((request) => !request.includes('transport=websocket') || (silently && 'in silence'));
  }

  restore() {
    this.#passes = () => true;
  }

  /** Loses what the server says on the connections that there are, as if their line had died without a word. */
  mute() {
    this.#mute = new WeakSet(this.#servers);
  }

  /** Answers what is asked for at `path` itself, as a host does that serves more than the chat. */
  serve(path, html) {
    this.#pages.set(path, html);
  }

  #cutUnless(passes) {
    this.#passes = passes;
    for (const [client, request] of this.#clients) {
      if (passes(request) !== true) client.destroy();
    }
  }

  #pass(client) {
    this.#clients.set(client, '');
    client.on('error', () => {}); // a cut connection ends with one, as it should
    client.on('close', () => this.#clients.delete(client));
    let server;
    client.on('data', (chunk) => {
      // Browsers use a connection again, and not for the same.
      const [request] = /^(?:GET|POST) \S+/.exec(chunk.toString('latin1', 0, 2_000)) ?? [];
      if (request) {
        this.#clients.set(client, request);
        const passes = this.#passes(request);
        if (!passes) client.destroy();
        if (passes !== true) return;
        const page = this.#pages.get(request.split(' ')[1]);
        if (page) {
          client.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${page}`);
          return;
        }
        this.asked.push(request);
      }
      server ??= this.#connect(client);
      if (!server.write(chunk)) client.pause();
    });
  }

  /** A connection to the server on behalf of this client. */
  #connect(client) {
    const server = connect(this.#target);
    this.#servers.add(server);
    server.on('error', () => {});
    server.on('close', () => {
      this.#servers.delete(server);
      client.destroy();
    });
    client.on('close', () => server.destroy());
    client.on('end', () => server.end());
    server.on('drain', () => client.resume());
    // What is muted is lost and does not come later.
    server.on('data', (chunk) => {
      if (!this.#mute.has(server) && !client.write(chunk)) server.pause();
    });
    client.on('drain', () => server.resume());
    server.on('end', () => client.end());
    return server;
  }
}
