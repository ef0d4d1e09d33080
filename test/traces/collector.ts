/** A collector of the trace path as a process, with the configuration that the program computes. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationProblems } from "../../collector/validation/validate";
import { type CollectorConfig, type JsonObject } from "../../collector/common/model";
import { SPAN_TLS_FOLDER } from "../../contract/credentials/spanTls";
import { publishFiles } from "../acceptance/cluster/podFiles";
import { componentType } from "../../contract/collector/components";
import { requirements } from "../../collector/requirements/requirements";
import { eventually, type ManagedProcess, startProcess } from "../programs/processes";
import type { Names } from "./names";

export interface CollectorOptions {
  readonly name: string;
  /** Path of the collector. */
  readonly program: string;
  readonly folder: string;
  /** Address that stands for the pod's. */
  readonly address: string;
  readonly config: CollectorConfig;
  readonly names: Names;
  /** Files of its Secret with certificates. */
  readonly tls?: Readonly<Record<string, string>> | undefined;
  /** Variables besides those of the pod. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments in place of those that name a file with the configuration. */
  readonly args?: readonly string[];
}

export class Collector {
  private process: ManagedProcess | undefined;
  private tls: CollectorOptions["tls"];

  constructor(private readonly options: CollectorOptions) {
    this.tls = options.tls;
  }

  get address(): string {
    return this.options.address;
  }

  get name(): string {
    return this.options.name;
  }

  /** Starts it, and waits until it answers its probe. */
  async start(): Promise<this> {
    const {
      name,
      program,
      folder,
      address,
      config,
      names,
      args = [`--config=${join(folder, `${name}.json`)}`],
    } = this.options;
    mkdirSync(folder, { recursive: true });
    if (this.tls) this.showCertificates(this.tls);
    const text = JSON.stringify(config, undefined, 2).replaceAll(SPAN_TLS_FOLDER, this.tlsFolder);
    writeFileSync(join(folder, `${name}.json`), text);
    const gates = (this.options.args ? [] : requirements(config).featureGates).map((gate) => `--feature-gates=${gate}`);
    const bind = `mount --bind ${names.hostsFile} /etc/hosts && mount --bind ${names.resolverFile} /etc/resolv.conf`;
    const running = startProcess(
      name,
      "unshare",
      ["--mount", "sh", "-c", `${bind} && exec "$0" "$@"`, program, ...args, ...gates],
      {
        folder,
        environment: {
          PATH: process.env["PATH"] ?? "",
          MY_POD_IP: address,
          OTEL_K8S_POD_NAME: name,
          GOMAXPROCS: "1",
          ...this.options.environment,
        },
      },
    );
    this.process = running;
    await eventually(
      `${name} answers its probe`,
      60,
      async () => {
        const { ok, status } = await fetch(`http://${address}:13133/`);
        if (!ok) throw new Error(`status ${status}`);
      },
      [running],
    );
    return this;
  }

  private get tlsFolder(): string {
    return join(this.options.folder, `${this.options.name}-tls`);
  }

  /** Puts the files of its Secret in place, all at once, as the kubelet does some time after a change. */
  showCertificates(files: Readonly<Record<string, string>>): void {
    this.tls = files;
    mkdirSync(this.tlsFolder, { recursive: true });
    publishFiles(this.tlsFolder, files);
  }

  /** Ends it without warning. */
  kill(): void {
    this.process?.kill();
  }

  /** Ends it as Kubernetes does once its wait is over. */
  async stop(): Promise<void> {
    await this.process?.stop(30);
  }

  get logFile(): string {
    return this.process?.logFile ?? "";
  }

  /** Process id, for what /proc tells. */
  get pid(): number {
    return this.process?.pid ?? -1;
  }

  tail(lines?: number): string {
    return this.process?.tail(lines) ?? "";
  }

  /** Sum of its own metric over the series that have these labels. */
  async sum(metric: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const text = await (await fetch(`http://${this.address}:8888/metrics`)).text();
    const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    return text
      .split("\n")
      .filter(
        (line) =>
          [`${metric}{`, `${metric} `].some((start) => line.startsWith(start)) &&
          wanted.every((label) => line.includes(label)),
      )
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }
}

/**
 * An agent's pipeline of spans alone.
 *
 * @param pods whether there is an API server, of which it asks whose a connection is. Default: there is none
 */
export function spansAlone(config: CollectorConfig, pods = false): CollectorConfig {
  const traces = config.service.pipelines["traces"];
  if (traces === undefined) throw new Error("the configuration has no pipeline of spans");
  const processors = traces.processors.filter((id) => pods || componentType(id) !== "k8s_attributes");
  const pick = <T>(components: Readonly<Record<string, T>>, ids: readonly string[]) =>
    Object.fromEntries(Object.entries(components).filter(([id]) => ids.includes(id)));
  const alone = {
    extensions: pick(config.extensions, ["health_check"]),
    receivers: pick(config.receivers, traces.receivers),
    processors: pick(config.processors, processors),
    exporters: pick(config.exporters, traces.exporters),
    service: {
      extensions: ["health_check"],
      telemetry: counted(config.service.telemetry),
      pipelines: { traces: { ...traces, processors } },
    },
  };
  const problems = configurationProblems(alone);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return alone;
}

/**
 * The same telemetry, and the number of requests, which a collector counts at this level alone. The state of a queue,
 * which an agent's start script tells, is left out with the queue.
 */
function counted(telemetry: JsonObject): JsonObject {
  const entries = Object.entries(telemetry).filter(([key]) => key !== "resource");
  return { ...Object.fromEntries(entries), metrics: { ...(telemetry["metrics"] as JsonObject), level: "detailed" } };
}
