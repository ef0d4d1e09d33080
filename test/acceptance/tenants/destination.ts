/** A further destination: a collector that receives OTLP by TLS from whoever has a credential. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { selfSignedCertificate, serverCertificate } from "../../harness/credentials/openssl";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import { nextPodAddress } from "../cluster/nodes";
import { environment } from "../environment";
import { NODE } from "./tenants";

export const TOKEN = "token-of-the-destination";
export const API_KEY = "key-of-the-destination";

/** Takes a bearer token over gRPC, and the header `api-key` over HTTP. */
export class Destination {
  private process: ManagedProcess | undefined;

  private constructor(
    readonly address: string,
    /** Certificate of the authority that signed its own. */
    readonly authority: string,
    private readonly config: string,
  ) {}

  static create(): Destination {
    const folder = mkdtempSync(join(environment().folder, "destination-"));
    const address = nextPodAddress(NODE);
    const authority = selfSignedCertificate("destination");
    const { cert, key } = serverCertificate(authority, `IP:${address}`);
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const tls = { cert_file: file("server.crt", cert), key_file: file("server.key", key) };
    const receiver = (port: number, authenticator: string) => ({
      endpoint: `${address}:${port}`,
      tls,
      auth: { authenticator },
    });
    const config = {
      extensions: {
        "bearertokenauth/token": { token: TOKEN },
        "bearertokenauth/key": { header: "api-key", scheme: "", token: API_KEY },
      },
      receivers: {
        otlp: {
          protocols: {
            grpc: { ...receiver(4317, "bearertokenauth/token"), max_recv_msg_size_mib: 16 },
            http: receiver(4318, "bearertokenauth/key"),
          },
        },
      },
      exporters: { debug: { verbosity: "detailed", use_internal_logger: false } },
      service: {
        extensions: ["bearertokenauth/token", "bearertokenauth/key"],
        telemetry: { metrics: { level: "none" } },
        pipelines: Object.fromEntries(
          ["metrics", "traces", "logs"].map((signal) => [signal, { receivers: ["otlp"], exporters: ["debug"] }]),
        ),
      },
    };
    return new Destination(address, authority.cert, file("config.yaml", stringify(config)));
  }

  async start(): Promise<void> {
    const { programs, logs } = environment();
    const process = startProcess(`destination-${this.address}`, programs.otelcol!, ["--config", this.config], {
      folder: logs,
    });
    this.process = process;
    await eventually(
      "the destination is ready",
      60,
      () => {
        if (!this.received().includes("Everything is ready")) throw new Error(process.tail());
      },
      [process],
    );
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  /** Everything that it has received since its start, as its exporter prints it. */
  received(): string {
    return this.process ? readFileSync(this.process.logFile, "utf8") : "";
  }
}
