// Stock Socket.IO servers for the client's tests, each on a port of its own and each with a trait of its own. Prints the
// ports as one line of JSON, and ends with its standard input.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createListener } from 'node:net';

import { Server } from 'socket.io';

const REFUSED = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n';

const servers = {
  open: {},
  /** Asks for signs of life often, and gives up who gives none for five seconds. */
  quick: { options: { pingInterval: 300, pingTimeout: 5_000 } },
  /** Takes little at once. */
  small: { options: { maxHttpBufferSize: 1_000 } },
  /** WebSockets are refused, as by a proxy that does not know them. */
  refused: { upgrade: (_, socket) => socket.end(REFUSED) },
  /** WebSockets are never answered. */
  hanging: { upgrade: () => {} },
  /** WebSockets are opened, and nothing comes through. */
  mute: { upgrade: mute },
};

function mute(request, socket) {
  const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
  socket.write(`Sec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`);
}

async function start({ options, upgrade }) {
  let http;
  const sockets = new Set();
  // Goes on listening while the server is away, so that the port is nobody else's when it comes back.
  const listener = createListener((socket) => {
    if (!http) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    http.emit('connection', socket);
  });
  const run = () => {
    http = createServer();
    const io = new Server(http, { cors: { origin: '*' }, ...options });
    const begun = { count: 0 };
    if (upgrade) http.removeAllListeners('upgrade');
    http.on('upgrade', (request, socket) => {
      sockets.delete(socket);
      socket.on('error', () => {});
      if (!request.url.includes('sid=')) begun.count += 1;
      upgrade?.(request, socket);
    });
    serve(io, begun, async () => {
      http = undefined;
      const closed = io.close();
      // Not only the idle ones, which are closed with the server: browsers open connections ahead of need, and over such a
      // one a client would find the server that is going, and be lost with it.
      setImmediate(() => sockets.forEach((socket) => socket.destroy()));
      await closed;
      // Long enough for a client to have to try more than once.
      setTimeout(run, 300);
    });
  };
  run();
  await new Promise((listening) => listener.listen(0, '127.0.0.1', listening));
  return listener.address().port;
}

function serve(io, begun, restart) {
  io.use((socket, next) => {
    if (socket.handshake.auth.name !== 'nobody') return next();
    next(Object.assign(new Error('not you'), { data: { code: 401, names: ['Ada', 'Bob'] } }));
  });
  io.on('connection', (socket) => {
    converse(socket);
    socket.on('restart', restart);
    socket.on('begun', (ack) => ack(begun.count));
    socket.emit('hello', { auth: socket.handshake.auth, query: socket.handshake.query.room ?? null });
  });
  const admin = io.of('/admin');
  admin.use((socket, next) => next(socket.handshake.auth.token === 'secret' ? undefined : new Error('no entry')));
  admin.on('connection', converse);
}

function converse(socket) {
  let heard = [];
  socket.on('echo', (...args) => args.pop()(...args));
  socket.on('back', (...args) => socket.emit('back', ...args));
  socket.on('where', (ack) => ack(socket.nsp.name));
  socket.on('transport', (ack) => ack(socket.conn.transport.name));
  socket.on('ask', () => {
    socket.timeout(5_000).emit('question', 41, (error, ...answer) => socket.emit('answered', error ? 'no answer' : answer));
  });
  socket.on('number', (number) => heard.push(number));
  socket.on('numbers', (ack) => {
    ack(heard);
    heard = [];
  });
  socket.on('count', (to) => {
    for (let number = 0; number < to; number += 1) socket.emit('number', number);
  });
  socket.on('leave', () => socket.disconnect());
  socket.on('cut', () => socket.conn.close());
}

const ports = {};
for (const [name, server] of Object.entries(servers)) ports[name] = await start(server);
console.log(JSON.stringify(ports));
process.stdin.resume();
process.stdin.on('end', () => process.exit());
