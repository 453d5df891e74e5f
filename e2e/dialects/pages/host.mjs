// Where frontends of today live: a web server that hands out a page of theirs, on its own or with the chat behind it.

import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';

const JQUERY = createRequire(import.meta.url).resolve('jquery/dist/jquery.min.js');

/**
 * Serves one page of this folder; `{{server}}` in it is `chat.server` when it is asked for. What there is not here is passed
 * on to a server `chat.behind` it, as by a reverse proxy. Gives its origin. It ends with the test `t`.
 */
export async function host(t, page, chat) {
  const { behind } = chat;
  const [html, jquery] = await Promise.all([readFile(new URL(page, import.meta.url), 'utf8'), readFile(JQUERY)]);
  const file = (path) => {
    if (path === '/') return [html.replaceAll('{{server}}', chat.server), 'text/html; charset=utf-8'];
    return path === '/jquery.js' ? [jquery, 'text/javascript'] : [];
  };
  const pass = ({ url, method, headers }) => request(new URL(url, behind), { method, headers });

  const listener = createServer((asked, response) => {
    const [body, type] = file(new URL(asked.url, 'http://localhost').pathname);
    if (body) {
      response.writeHead(200, { 'content-type': type }).end(body);
    } else if (!behind) {
      response.writeHead(404).end();
    } else {
      const further = pass(asked).on('error', () => response.destroy());
      further.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode, answer.headers)));
      response.on('close', () => further.destroy());
      asked.pipe(further);
    }
  });
  listener.on('upgrade', (asked, socket) => {
    const further = pass(asked).on('error', () => socket.destroy()).end();
    further.on('upgrade', (answer, onward, head) => {
      const lines = answer.rawHeaders.map((field, at) => field + (at % 2 ? '\r\n' : ': ')).join('');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines}\r\n`);
      onward.unshift(head);
      for (const [from, to] of [[socket, onward], [onward, socket]]) from.on('error', () => {}).on('close', () => to.destroy()).pipe(to);
    });
  });
  await new Promise((listening) => listener.listen(0, '127.0.0.1', listening));
  t.after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  return `http://127.0.0.1:${listener.address().port}`;
}
