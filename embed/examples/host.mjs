// The backend of a site that has the chat in its pages: it serves them under a strict policy, and signs tokens of who is
// signed in with the secret that it shares with the chat's server. No dependencies.
//
//   sociable serve --allow-origin http://localhost:8080 …    (and with the same secret: see the README)
//   CHAT=http://localhost:3000 SECRET=… PORT=8080 node host.mjs html

import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const { CHAT = 'http://localhost:3000', SECRET = '', PORT = '8080', TOKEN_SECONDS = '600' } = process.env;
const site = join(import.meta.dirname, process.argv[2] ?? 'html');
/** What Vite has built, or the files as they are. */
const root = existsSync(join(site, 'dist')) ? join(site, 'dist') : site;

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

const policy = [
  "default-src 'none'",
  `script-src 'self' ${CHAT}`,
  "style-src 'self'",
  "img-src 'self' data:",
  `frame-src ${CHAT}`,
  // Only code of the page's own needs the chat's address here; the drop-in needs none for itself.
  `connect-src 'self' ${CHAT} ${CHAT.replace('http', 'ws')}`,
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token (JWT, HS256) of somebody who is signed in here. */
function token(sub, name) {
  const payload = { sub, name, exp: Math.floor(Date.now() / 1000) + Number(TOKEN_SECONDS) };
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(payload)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://host');
  const headers = { 'content-security-policy': policy, 'cache-control': 'no-store' };
  if (pathname === '/chat-token') {
    // Here a real site looks at its own session.
    response.writeHead(200, { ...headers, 'content-type': 'application/json' });
    return response.end(JSON.stringify({ token: token('customer-7', 'Ada') }));
  }
  try {
    const file = join(pathname.startsWith('/node_modules/') ? site : root, normalize(pathname === '/' ? '/index.html' : pathname));
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const body = await readFile(file);
    response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` });
    // The pages name a server on this machine.
    response.end(type === 'text/html' ? body.toString().replaceAll('http://localhost:3000', CHAT) : body);
  } catch {
    response.writeHead(404, headers).end();
  }
});

server.listen(Number(PORT), '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${server.address().port}`));
