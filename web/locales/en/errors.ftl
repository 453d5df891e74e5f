# Why the server refused something.

refused-name-taken = Somebody here has this name already. Choose another one.
refused-name-required = Choose a name first.
refused-invalid-token = You were signed out. Choose a name to come back.
refused-room-not-found = There is no such room, or it is not open to you.
refused-user-not-found = There is no such person.
refused-message-not-found = This message is gone.
refused-not-joined = You are not in this room.
refused-forbidden = You may not do this here.
refused-room-archived = This room has been archived.
refused-slug-taken = Another room has this address. Choose another name.
refused-rate-limited = That was too much at once. Try again in a moment.
refused-unavailable = The server cannot do this right now. Try again in a moment.
