// A chat server of stock Socket.IO, as small as it can be: `npm install socket.io && node server.mjs`.

import { Server } from 'socket.io';

const port = Number(process.env.PORT ?? 3000);
// The page comes from Trunk, which is another origin.
const io = new Server(port, { cors: { origin: '*' } });

io.use((socket, next) => {
  const { name } = socket.handshake.auth;
  if (typeof name === 'string' && name.trim()) return next();
  next(Object.assign(new Error('a name is needed'), { data: { code: 'name' } }));
});

io.on('connection', (socket) => {
  const { name } = socket.handshake.auth;
  socket.on('say', (text, taken) => {
    socket.broadcast.emit('said', { from: name, text });
    taken({ length: text.length });
  });
  socket.on('typing', () => socket.broadcast.emit('typing', name));
});

io.httpServer.on('listening', () => console.log(`listening on http://127.0.0.1:${io.httpServer.address().port}`));
