/* global $, io */

// One script tag, with a button of our own. Calls wait for the script; it may come later than this one.
window.Sociable ||= (...call) => (Sociable.q ||= []).push(call);
$('#help').on('click', () => Sociable('toggle'));
Sociable('on', 'unread', ({ count }) => $('#unread').text(count || ''));

// Our customers are the chat's people.
const getToken = () => $.getJSON('/chat-token').then(({ token }) => token);
// Not by prop(), which would call it.
$('#signed')[0].getToken = getToken;

// Our own Socket.IO code.
const socket = io($('body').data('chat'), { auth: async (send) => send({ token: await getToken() }) });
const show = ({ user, text }) => $('<li>').text(`${user.name}: ${text}`).appendTo('#messages');
socket.on('session', async () => {
  const { messages } = await socket.emitWithAck('room:join', { room: 'lobby' });
  $('#messages').empty();
  messages.forEach(show);
});
socket.on('message:new', show);
$('#form').on('submit', async (event) => {
  event.preventDefault();
  const text = $('#input').val();
  const answer = await socket.emitWithAck('message:send', { room: 'lobby', id: crypto.randomUUID(), text });
  if (answer.ok) $('#input').val('');
});
