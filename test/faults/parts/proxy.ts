/** A small HTTP proxy between an agent and its store, which can be told to fail in the ways that networks and stores do. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import { REMOTE_WRITE_2 } from "../../../collector/common/exporters";

/** What the proxy does with a request. */
export type Fault =
  | { readonly kind: "pass" }
  /** Nothing listens. */
  | { readonly kind: "refuse" }
  /** The connection is taken and the request never answered. */
  | { readonly kind: "hang" }
  /** The connection is reset when the first part of the body has come. */
  | { readonly kind: "reset" }
  /** `share` of the requests, by default all, are answered with the status and never reach the store. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly share?: number;
      readonly retryAfterSeconds?: number;
    }
  /** The store takes the request, and the connection is reset in the place of its answer. */
  | { readonly kind: "dropAnswer" }
  | { readonly kind: "latency"; readonly milliseconds: number }
  /** Larger requests are answered with 413. */
  | { readonly kind: "smallRequests"; readonly maxBytes: number };

/** A request that reached the proxy, and what became of it. */
export interface ProxiedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly bytes: number;
  /** The status that the agent was answered with; undefined where it got no answer. */
  readonly status: number | undefined;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export class FaultProxy {
  readonly requests: ProxiedRequest[] = [];
  private fault: Fault = { kind: "pass" };
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  /** State of the generator of the random share: the same numbers in every run. */
  private random = 1;

  /**
   * @param address where it listens
   * @param upstream the store
   * @param version1 whether it refuses remote write 2.0, as a store does that knows 1.0 alone
   */
  constructor(
    private address: Endpoint,
    private readonly upstream: Endpoint,
    private readonly version1: boolean,
  ) {}

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.handle(request, response).catch(() => {
        reset(request.socket);
      });
    });
    server.keepAliveTimeout = 120_000;
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.address.port, this.address.address, resolve);
    });
    this.server = server;
  }

  /** Closes the port, and every connection with a reset. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) reset(socket);
    await closed;
  }

  /** From now on this happens to every request. */
  async set(fault: Fault): Promise<void> {
    this.fault = fault;
    if (fault.kind === "refuse") await this.stop();
    else if (!this.server) await this.start();
  }

  /** The store is found at another address from now on; nothing listens at the old one. */
  async move(address: string): Promise<void> {
    await this.stop();
    this.address = { ...this.address, address };
    await this.start();
  }

  /** Requests between two times that were not answered with success. */
  failures(from: number, to: number): ProxiedRequest[] {
    return this.requests.filter(
      ({ at, status }) => at >= from && at <= to && !(status !== undefined && status >= 200 && status < 300),
    );
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    const at = Date.now();
    if (fault.kind === "reset") {
      const chunk = await new Promise<Buffer>((resolve) => request.once("data", resolve));
      this.requests.push({ at, bytes: chunk.length, status: undefined });
      reset(request.socket);
      return;
    }
    const body = await readAll(request);
    const record = (status?: number) => this.requests.push({ at, bytes: body.length, status });
    if (fault.kind === "hang") {
      record();
      return;
    }
    if (fault.kind === "status" && this.nextRandom() < (fault.share ?? 1)) {
      record(fault.status);
      if (fault.retryAfterSeconds !== undefined) response.setHeader("retry-after", String(fault.retryAfterSeconds));
      response.writeHead(fault.status, { "content-type": "text/plain" }).end("a fault, on purpose\n");
      return;
    }
    const status = this.refusal(request, body);
    if (status !== undefined) {
      record(status);
      response.writeHead(status).end();
      return;
    }
    if (fault.kind === "latency") await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
    await this.forward(request, body, response, fault.kind === "dropAnswer", record);
  }

  /** The status with which a request is refused because of what it is. */
  private refusal({ headers }: IncomingMessage, { length }: Buffer): number | undefined {
    const { fault, version1 } = this;
    if (version1 && headers["content-type"]?.includes(REMOTE_WRITE_2)) return 415;
    return fault.kind === "smallRequests" && length > fault.maxBytes ? 413 : undefined;
  }

  private async forward(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    dropAnswer: boolean,
    record: (status?: number) => void,
  ): Promise<void> {
    try {
      const answer = await this.ask(request, body);
      const answerBody = await readAll(answer);
      if (dropAnswer) throw new Error("the answer is dropped");
      record(answer.statusCode);
      const headers = Object.entries(answer.headers).filter(([name]) => name !== "transfer-encoding");
      response.writeHead(answer.statusCode ?? 502, {
        ...Object.fromEntries(headers),
        "content-length": answerBody.length,
      });
      response.end(answerBody);
    } catch {
      record();
      reset(request.socket);
    }
  }

  private ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { address, port } = this.upstream;
    return new Promise((resolve, reject) => {
      const options = {
        host: address,
        port,
        method,
        path: url,
        headers: { ...headers, "content-length": body.length },
      };
      const upstream = httpRequest({ ...options, agent: false }, resolve);
      upstream.once("error", reject);
      upstream.end(body);
    });
  }

  /** A linear congruential generator: 0 up to 1. */
  private nextRandom(): number {
    this.random = (this.random * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return this.random / 2 ** 32;
  }
}

function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
