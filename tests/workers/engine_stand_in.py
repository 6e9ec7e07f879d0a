"""A program with the options of an engine server, for what a real one does rarely: it fails, hangs, ends slowly; it answers nothing else.

What it does is in its model's name: `well@1`, `fails@1` (ends with words before it answers), `sick@1` (answers, and is not well).
"""

import argparse
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = os.environ["BURNISH_ENGINE_TOKEN"]


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("folder", "name", "host", "rows", "drain-seconds", "ready", "lifeline"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    print(f"loading {given.name} of {given.folder}, {given.rows} rows", flush=True)
    if given.name.startswith("fails"):
        print("the weights are of another kind", file=sys.stderr, flush=True)
        sys.exit(3)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("authorization") == f"Bearer {TOKEN}"
            status = 401 if not known and self.path != "/healthz" else 503 if given.name.startswith("sick") else 200
            body = json.dumps({"name": given.name, "pid": os.getpid()}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer((given.host, 0), Handler)

    def wait_for_parent() -> None:
        while os.read(int(given.lifeline), 1):
            pass
        os._exit(0)

    def drain(*_: object) -> None:
        print("drains", flush=True)
        threading.Thread(target=lambda: (time.sleep(0.2), server.shutdown())).start()

    threading.Thread(target=wait_for_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, drain)
    os.write(int(given.ready), json.dumps({"address": f"http://{given.host}:{server.server_address[1]}/v1"}).encode() + b"\n")
    os.close(int(given.ready))
    server.serve_forever(0.05)


if __name__ == "__main__":
    main()
