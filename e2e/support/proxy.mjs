// A network between a client and the server that can be cut.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Proxy {
  #target;
  #listener = createServer((client) => this.#pass(client));
  #sockets = new Set();
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

  /** Ends every connection; new ones only if they are for chatting, so that pages can still be loaded. */
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
    this.#mute = new WeakSet(this.#sockets);
  }

  /** Answers what is asked for at `path` itself, as a host does that serves more than the chat. */
  serve(path, html) {
    this.#pages.set(path, html);
  }

  #cutUnless(passes) {
    this.#passes = passes;
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(client) {
    client.on('error', () => {}); // a cut connection ends with one, as it should
    client.once('data', (request) => {
      const passes = this.#passes(request.toString('latin1'));
      if (passes === 'in silence') {
        this.#sockets.add(client);
        return;
      }
      if (!passes) {
        client.destroy();
        return;
      }
      const [line] = request.toString('latin1').split('\r\n');
      const page = this.#pages.get(line.split(' ')[1]);
      if (page) {
        client.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${page}`);
        return;
      }
      const server = connect(this.#target);
      server.on('error', () => {});
      const note = (chunk) => this.asked.push(...(/^(?:GET|POST) \S+/.exec(chunk.toString('latin1', 0, 2_000)) ?? []));
      note(request);
      client.on('data', note);
      server.write(request);
      for (const [from, to] of [[client, server], [server, client]]) {
        this.#sockets.add(from);
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      }
      client.pipe(server);
      // Not piped: what is muted is lost and does not come later.
      server.on('data', (chunk) => {
        if (!this.#mute.has(server) && !client.write(chunk)) server.pause();
      });
      client.on('drain', () => server.resume());
      server.on('end', () => client.end());
    });
  }
}
