/** A way to the API server that can be shut, so that it is away for some and not for others. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface ApiGate {
  /** Where it stands in for the server. */
  readonly url: URL;
  /** Ends every connection, and accepts no other. */
  shut(): void;
  open(): void;
  close(): void;
}

/** Passes every connection on to the server. */
export async function apiGate(server: URL): Promise<ApiGate> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const listener = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(server.port || "443"), server.hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(server);
  url.port = String((listener.address() as AddressInfo).port);
  const shut = () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url,
    shut,
    open: () => {
      isOpen = true;
    },
    close: () => {
      shut();
      listener.close();
    },
  };
}
