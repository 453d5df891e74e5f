// A chat of one's own over Socket.IO's client, which the server hands out.

const socket = io(document.body.dataset.chat, {
  auth: async (send) => send({ token: (await (await fetch('/chat-token')).json()).token }),
});

const show = ({ user, text }) => {
  const item = document.createElement('li');
  item.textContent = `${user.name}: ${text}`;
  document.querySelector('#messages').append(item);
};

socket.on('session', async () => {
  const { messages } = await socket.emitWithAck('room:join', { room: 'lobby' });
  document.querySelector('#messages').replaceChildren();
  messages.forEach(show);
});
socket.on('message:new', show);

document.querySelector('#form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const input = document.querySelector('#input');
  const answer = await socket.emitWithAck('message:send', { room: 'lobby', id: crypto.randomUUID(), text: input.value });
  if (answer.ok) input.value = '';
});
