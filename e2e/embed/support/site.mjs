// Origins for the tests: each is an HTTP server on a port of its own, with pages that are written where they are used.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

export class Site {
  /** What is asked for it, in order: `GET /path`. */
  asked = [];
  #server;

  /**
   * @param routes by path, or by a function of the path: a string (a page), `{file}`, `{type, body, status, headers}`, or a
   *   function of the request that gives one of them.
   */
  static async start(t, routes, { headers = {}, name = 'localhost' } = {}) {
    const site = new Site();
    site.routes = routes;
    site.#server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, 'http://site');
      site.asked.push(`${request.method} ${pathname}`);
      try {
        let answer = site.routes[pathname] ?? site.routes['*']?.(pathname);
        if (typeof answer === 'function') answer = await answer(request);
        if (answer === undefined) answer = { status: pathname === '/favicon.ico' ? 204 : 404 };
        if (typeof answer === 'string') answer = { body: answer };
        if (answer.file) answer = { ...answer, body: await readFile(answer.file), type: TYPES[extname(String(answer.file))] };
        const type = answer.type ?? TYPES[extname(pathname)] ?? 'text/html';
        response.writeHead(answer.status ?? 200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers, ...answer.headers });
        response.end(answer.body);
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
    await new Promise((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    // By name, so that it is another site than a server that has an address.
    site.origin = `http://${name}:${site.#server.address().port}`;
    t.after(() => {
      site.#server.close();
      site.#server.closeAllConnections();
    });
    return site;
  }
}
