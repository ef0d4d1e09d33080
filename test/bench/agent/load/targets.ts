/** Targets that expose applications in the format that the scraper prefers, and count what they expose. */
import { createServer, type Server, type ServerResponse } from "node:http";
import { CONTENT_TYPE } from "../../../faults/parts/targets";
import { Application } from "../exposition/application";
import { protobufExposition } from "../exposition/protobuf";
import { textExposition } from "../exposition/text";

const PROTOBUF = "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
const PORT = 8080;
/** Namespaces over which the targets are spread. */
const NAMESPACES = 5;

export class Targets {
  /** Samples that were exposed so far. */
  exposed = 0;
  /** Scrapes that were answered so far. */
  scrapes = 0;
  private readonly servers: Server[] = [];

  constructor(
    private readonly addresses: readonly string[],
    private readonly seriesOfEach: number,
  ) {}

  async start(): Promise<void> {
    await Promise.all(
      this.addresses.map(async (address, number) => {
        const application = new Application(number, this.seriesOfEach);
        const server = createServer(({ headers }, response) => {
          this.answer(application, headers.accept ?? "", response);
        });
        this.servers.push(server);
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen(PORT, address, resolve);
        });
      }),
    );
  }

  stop(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  /** What service discovery would tell of them. */
  pods() {
    return this.addresses.map((address, number) => ({
      name: `shop-${number}`,
      address,
      port: PORT,
      application: "shop",
      // Several teams: one namespace alone may not have half of what a node is sized for.
      namespace: `team-${number % NAMESPACES}`,
    }));
  }

  private answer(application: Application, accept: string, response: ServerResponse): void {
    application.advance();
    const isProtobuf = accept.startsWith("application/vnd.google.protobuf");
    const { body, samples } = isProtobuf
      ? protobufExposition(application.families)
      : textExposition(application.families);
    response.writeHead(200, isProtobuf ? { "content-type": PROTOBUF } : CONTENT_TYPE).end(body);
    this.exposed += samples;
    this.scrapes += 1;
  }
}
