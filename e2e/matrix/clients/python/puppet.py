"""Clients of python-socketio, 4.x or 5.x, that do what they are told: a line of JSON for each command, and for what happens."""

import base64
import json
import sys
import threading
import urllib.parse
from importlib.metadata import version

import socketio

HAS_AUTH = int(version("python-socketio").split(".")[0]) >= 5

# Seconds. By themselves these clients give up a request after five, and the newer ones a handshake after one.
PATIENCE = 40

output = threading.Lock()


def tell(**what):
    with output:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def pack(value):
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [pack(item) for item in value]
    if isinstance(value, dict):
        return {name: pack(field) for name, field in value.items()}
    return value


def unpack(value):
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        return {name: unpack(field) for name, field in value.items()}
    return value


class Puppet:
    def __init__(self, number, serializer):
        self.number = number
        options = {"serializer": serializer} if serializer != "default" else {}
        self.client = socketio.Client(request_timeout=PATIENCE, **options)
        self.cursors = {}

    def tell(self, event, args):
        tell(client=self.number, event=event, args=pack(args))

    def listen(self, event, follow):
        def hear(*args):
            if follow and event == "message:new":
                room, seq = args[0]["room"], args[0]["seq"]
                # Handlers run in threads of their own, so the last one need not be of the last message.
                self.cursors[room] = max(seq, self.cursors.get(room, 0))
            self.tell(event, args)

        self.client.on(event, hear)

    def connect(self, url, path, transports, auth, follow, events, **_):
        self.cursors = dict(auth.get("cursors", {}))
        for event in events:
            self.listen(event, follow)
        self.client.on("disconnect", lambda *reason: self.tell("$disconnect", reason))
        self.client.on("connect_error", self.refused)
        if HAS_AUTH:
            who = {"auth": lambda: dict(auth, cursors=self.cursors) if follow else auth, "wait_timeout": PATIENCE}
        else:
            who = {}
            url += "?" + urllib.parse.urlencode(auth)
        try:
            self.client.connect(url, transports=transports, socketio_path=path, **who)
        except socketio.exceptions.ConnectionError as error:
            self.tell("$failed", [str(error)])

    def refused(self, *data):
        for said in data:
            self.tell("$refused", [said["message"] if isinstance(said, dict) else str(said)])

    def send(self, event, args, callback=None):
        self.client.emit(event, tuple(unpack(args)), callback=callback)


def main():
    serializer = sys.argv[1] if len(sys.argv) > 1 else "default"
    puppets = {}
    for line in sys.stdin:
        command = json.loads(line)
        number, do, client = command.pop("id"), command.pop("do"), command.pop("client")
        if client not in puppets:
            puppets[client] = Puppet(client, serializer)
        puppet = puppets[client]
        if do == "request":
            callback = lambda *answer, number=number: tell(id=number, answer=pack(answer))
            puppet.send(command["event"], command["args"], callback)
            continue
        if do == "connect":
            puppet.connect(**command)
        elif do == "send":
            puppet.send(command["event"], command["args"])
        elif do == "close":
            puppet.client.disconnect()
        tell(id=number, answer=None)


main()
