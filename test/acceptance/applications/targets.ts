/** Small HTTP servers that stand for the programs of annotated pods, and remember who asked for what. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { processTree } from "../../programs/processes";

export interface ReceivedRequest {
  /** Path with query. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The `X-Prometheus-Scrape-Timeout-Seconds` header. */
  readonly timeoutSeconds: string | undefined;
  /** The process at the other end of the connection, where it could be told. */
  readonly clientPid: number | undefined;
}

export interface Target {
  readonly requests: readonly ReceivedRequest[];
  stop(): Promise<void>;
}

/** Inode of this machine's socket that is bound to `localPort` and connected to `remotePort`, from /proc/net/tcp. */
function socketInode(localPort: number, remotePort: number): string | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n").slice(1);
  for (const row of rows) {
    const [, local, remote, , , , , , , inode] = row.trim().split(/\s+/);
    if (local?.endsWith(`:${hex(localPort)}`) && remote?.endsWith(`:${hex(remotePort)}`)) return inode;
  }
  return undefined;
}

/** Tables of /proc are read in pieces while they change, so that one look may miss what is there. */
const LOOKS = 5;

/** Which of the processes, itself or through one that it started, has the client's end of a connection to `serverPort`. */
function clientOf(pids: readonly number[], clientPort: number, serverPort: number): number | undefined {
  for (let look = 0; look < LOOKS && pids.length > 0; look += 1) {
    const inode = socketInode(clientPort, serverPort);
    const client = pids.find((pid) => processTree(pid).some((process) => inode && hasSocket(process, inode)));
    if (client !== undefined) return client;
  }
  return undefined;
}

function hasSocket(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => readlinkSync(`${folder}/${name}`) === `socket:[${inode}]`);
  } catch {
    return false;
  }
}

export interface TargetOptions {
  readonly address: string;
  readonly port: number;
  /** Exposition text of an answer; it is asked for anew each time. */
  readonly metrics: () => string;
  /** Processes among which the client of a request is looked for. */
  readonly clients: () => readonly number[];
  /** Status and address of a redirect, such as `302 http://127.0.0.1/`, with which it answers instead. */
  readonly redirectTo?: string | undefined;
  /** Certificate and key with which it answers over TLS alone. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

/** Starts a server that answers every path with metrics. */
export async function startTarget({
  address,
  port,
  metrics,
  clients,
  redirectTo,
  tls,
}: TargetOptions): Promise<Target> {
  const requests: ReceivedRequest[] = [];
  const answer: RequestListener = (request, response) => {
    const timeout = request.headers["x-prometheus-scrape-timeout-seconds"];
    requests.push({
      url: request.url ?? "",
      at: Date.now(),
      timeoutSeconds: typeof timeout === "string" ? timeout : undefined,
      clientPid: clientOf(clients(), request.socket.remotePort ?? 0, (server.address() as AddressInfo).port),
    });
    if (redirectTo !== undefined) {
      const [status, location] = redirectTo.split(" ");
      response.writeHead(Number(status), { location }).end();
      return;
    }
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
    response.end(metrics());
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
  return {
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
