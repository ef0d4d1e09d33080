/** The kubelet's port-forward over a WebSocket (subprotocol `v4.channel.k8s.io`), for one port. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

const PROTOCOL = "v4.channel.k8s.io";
/** RFC 6455, 1.3. */
const HANDSHAKE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [BINARY, CLOSE] = [2, 8];
const [DATA, ERROR] = [0, 1];

/** A frame of a server, which masks nothing. */
function frame(channel: number, content: Buffer): Buffer {
  const length = content.length + 1;
  const header = length < 126 ? Buffer.from([0x80 | BINARY, length]) : Buffer.alloc(10);
  if (length >= 126) {
    header.writeUInt16BE(((0x80 | BINARY) << 8) | 127, 0);
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, Buffer.from([channel]), content]);
}

/** The first frame of what a client has sent, and what follows it; undefined where it is not whole yet. */
function readFrame(received: Buffer): { opcode: number; content: Buffer; rest: Buffer } | undefined {
  if (received.length < 6) return undefined;
  const short = received.readUInt8(1) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (received.length < start + 4) return undefined;
  const length = short === 127 ? Number(received.readBigUInt64BE(2)) : short === 126 ? received.readUInt16BE(2) : short;
  const [mask, from] = [received.subarray(start, start + 4), start + 4];
  if (received.length < from + length) return undefined;
  const content = Buffer.from(received.subarray(from, from + length)).map((byte, at) => byte ^ mask.readUInt8(at % 4));
  return { opcode: received.readUInt8(0) & 0xf, content: Buffer.from(content), rest: received.subarray(from + length) };
}

function forward(client: Duplex, pod: Socket, port: number): void {
  const announced = Buffer.alloc(2);
  announced.writeUInt16LE(port);
  for (const channel of [DATA, ERROR]) client.write(frame(channel, announced));
  let received = Buffer.alloc(0);
  client.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let next = readFrame(received); next; next = readFrame(received)) {
      received = next.rest as Buffer<ArrayBuffer>;
      if (next.opcode === CLOSE) pod.end();
      else if (next.opcode === BINARY && next.content.length > 1) pod.write(next.content.subarray(1));
    }
  });
  client.on("error", () => pod.destroy());
  client.on("close", () => pod.destroy());
  pod.on("data", (chunk: Buffer) => client.write(frame(DATA, chunk)));
  pod.on("error", ({ message }) => client.write(frame(ERROR, Buffer.from(message))));
  pod.on("close", () => client.end());
}

/**
 * Answers an upgrade request to `/portForward/NAMESPACE/POD`.
 *
 * @param addressOf address of a pod; undefined where there is none
 */
export function answerPortForward(
  { url = "", headers }: IncomingMessage,
  client: Duplex,
  addressOf: (namespace: string, pod: string) => string | undefined,
): void {
  const { pathname, searchParams } = new URL(url, "http://kubelet");
  const [, , namespace = "", pod = ""] = pathname.split("/");
  const port = Number(searchParams.get("port") ?? searchParams.get("ports"));
  const address = pathname.startsWith("/portForward/") ? addressOf(namespace, pod) : undefined;
  if (address === undefined) {
    client.end("HTTP/1.1 404 Not Found\r\n\r\n");
    return;
  }
  const accept = createHash("sha1")
    .update(`${headers["sec-websocket-key"] ?? ""}${HANDSHAKE}`)
    .digest("base64");
  client.write(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      `Sec-WebSocket-Protocol: ${PROTOCOL}`,
      "\r\n",
    ].join("\r\n"),
  );
  forward(client, connect(port, address), port);
}
