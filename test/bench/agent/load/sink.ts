/** A store that takes everything by remote write, 1.0 and 2.0, counts it and forgets it. */
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { REMOTE_WRITE_2 } from "../../../../collector/common/exporters";
import { decompressSnappy } from "./snappy";
import { countWritten, type Written } from "./writeRequest";

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function writtenHeaders({ samples, histograms, exemplars }: Written) {
  return {
    "X-Prometheus-Remote-Write-Samples-Written": samples,
    "X-Prometheus-Remote-Write-Histograms-Written": histograms,
    "X-Prometheus-Remote-Write-Exemplars-Written": exemplars,
  };
}

export class Sink {
  /** Samples and native histograms that were written so far. */
  samples = 0;
  requests = 0;
  private closedBytes = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((request, response) => {
    this.take(request).then(
      (written) => response.writeHead(204, writtenHeaders(written)).end(),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });

  constructor(
    private readonly address: string,
    private readonly port: number,
  ) {
    this.server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => {
        this.sockets.delete(socket);
        this.closedBytes += socket.bytesRead;
      });
    });
  }

  get url(): string {
    return `http://${this.address}:${this.port}/api/v1/write`;
  }

  /** Bytes that came in so far, with the headers of HTTP. */
  get bytes(): number {
    return [...this.sockets].reduce((sum, { bytesRead }) => sum + bytesRead, this.closedBytes);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(this.port, this.address, resolve);
    });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  private async take(request: IncomingMessage): Promise<Written> {
    const body = decompressSnappy(await bodyOf(request));
    const written = countWritten(body, request.headers["content-type"]?.includes(REMOTE_WRITE_2) ? "2.0" : "1.0");
    this.samples += written.samples + written.histograms;
    this.requests += 1;
    return written;
  }
}
