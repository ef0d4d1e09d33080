/** A whole trace path of processes: agents, gateways, samplers and what stands for the Jaegers. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { agentConfig } from "../../collector/agent/config";
import { AGENTS } from "../../collector/common/spanCertificates";
import { gatewayConfig, type TraceConfigInput } from "../../collector/gateway/config";
import { samplerConfig } from "../../collector/sampler/config";
import { DEFAULT_TEAM } from "../../settings/schema/tracing";
import { jaegerName, NAMES, NAMESPACES, serviceHost } from "../../contract/names";
import { temporaryFolder } from "../../tools/files";
import { findPrograms } from "../programs/programs";
import { providers } from "../harness/providers";
import { type SpanTlsFiles, spanTlsFiles } from "../harness/credentials/spanTls";
import { agentInput } from "../harness/agentSettings";
import { traceInput } from "../harness/traceSettings";
import { Collector, spansAlone } from "./collector";
import { Names, nextAddress } from "./names";
import { outsideOfPod, Pods, type SendingPod } from "./pods";
import { Sink } from "./sink";

const GATEWAYS = serviceHost(NAMES.traceGatewayHeadless, NAMESPACES.tracing);
const SAMPLERS = serviceHost(NAMES.traceSampler, NAMESPACES.tracing);

export interface PathOptions {
  /** The section `tracing`. */
  readonly tracing: Record<string, unknown>;
  readonly gateways: number;
  /** Pods that send, on the nodes of the agents. Default: none, and no agent asks who sends. */
  readonly pods?: readonly SendingPod[];
  /** Namespaces whose pods may send for others. */
  readonly trustedNamespaces?: readonly string[];
  readonly agents?: number;
  readonly samplers?: number;
  readonly remoteWrite?: Partial<TraceConfigInput["remoteWrite"]>;
}

/** Seconds until every process that runs has seen a change of the names: the hosts file is remembered for 5, looked up every 5. */
export const NAMES_SETTLE_SECONDS = 11;

export class TracePath {
  readonly agents: Collector[] = [];
  readonly gateways: Collector[] = [];
  readonly samplers: Collector[] = [];
  /** By the name of the team. */
  readonly sinks = new Map<string, Sink>();
  /** Certificates by workload; those who start get what is here. */
  tls: SpanTlsFiles = {};
  private readonly names: Names;
  private readonly input: TraceConfigInput;
  private readonly state = providers();
  private pods: Pods | undefined;

  private constructor(
    private readonly options: PathOptions,
    private readonly program: string,
    readonly folder: string,
  ) {
    this.names = new Names(folder);
    const input = traceInput(options.tracing, options.remoteWrite);
    const hasTrustedSenders = (options.trustedNamespaces ?? []).length > 0;
    this.input = { ...input, hasTrustedSenders, scrapeIntervalSeconds: 2 };
  }

  static async start(options: PathOptions): Promise<TracePath> {
    const { otelcol } = await findPrograms(["otelcol"]);
    if (otelcol === undefined) throw new Error("there is no collector");
    const path = new TracePath(options, otelcol, temporaryFolder("trace-path-"));
    await path.startAll();
    return path;
  }

  private async startAll(): Promise<void> {
    const { gateways, agents = 2, samplers = 0 } = this.options;
    this.tls = await spanTlsFiles(this.input.tracing, 1, this.state);
    const teams = [...this.input.tracing.teams.map(({ name }) => name), DEFAULT_TEAM];
    for (const team of teams) {
      const sink = new Sink({ ...this.place(`sink-${team}`), tls: this.tls[jaegerName(team)] });
      this.sinks.set(team, await sink.start());
      this.names.resolve(serviceHost(jaegerName(team), NAMESPACES.tracing), [sink.address]);
    }
    for (let count = 0; count < samplers; count += 1) await this.addSampler();
    for (let count = 0; count < gateways; count += 1) await this.addGateway();
    for (let count = 0; count < agents; count += 1) await this.addAgent();
  }

  private async addAgent(): Promise<void> {
    const { pods = [], trustedNamespaces = [] } = this.options;
    if (pods.length > 0) this.pods ??= await Pods.start(pods, join(this.folder, "pods"));
    const { sampling, protocols } = this.input.tracing;
    const input = { ...agentInput({ trustedNamespaces }), traces: { sampling: sampling.kind, protocols } };
    const planned = spansAlone(agentConfig(input), this.pods !== undefined);
    const config = outsideOfPod(planned);
    const count = this.agents.length;
    const environment = this.pods?.environment(count) ?? {};
    const agent = new Collector({ ...this.place(`agent-${count}`), config, tls: this.tls[AGENTS], environment });
    this.agents.push(await agent.start());
  }

  /** Address from which a pod sends. */
  from(pod: string): string {
    if (this.pods === undefined) throw new Error("this path has no pods");
    return this.pods.address(pod);
  }

  async addGateway(): Promise<Collector> {
    const config = gatewayConfig(this.input);
    const tls = this.tls[NAMES.traceGateway];
    const gateway = await new Collector({ ...this.place(`gateway-${this.gateways.length}`), config, tls }).start();
    this.gateways.push(gateway);
    this.announce(GATEWAYS, this.gateways);
    return gateway;
  }

  async addSampler(): Promise<Collector> {
    const config = samplerConfig(this.input);
    if (config === undefined) throw new Error("the sampling needs no samplers");
    const tls = this.tls[NAMES.traceSampler];
    const sampler = await new Collector({ ...this.place(`sampler-${this.samplers.length}`), config, tls }).start();
    this.samplers.push(sampler);
    this.announce(SAMPLERS, this.samplers);
    return sampler;
  }

  /** Makes the certificates of a generation, as an `up` does; nobody has them yet. */
  async makeCertificates(generation: number): Promise<void> {
    this.tls = await spanTlsFiles(this.input.tracing, generation, this.state);
  }

  /** Gives every process its certificates of now, a tier at a time, in the order of the data or against it. */
  async showCertificates(order: "senders first" | "receivers first", secondsBetween: number): Promise<void> {
    const tiers: readonly (readonly (readonly [Collector, string])[])[] = [
      this.agents.map((one) => [one, AGENTS] as const),
      this.gateways.map((one) => [one, NAMES.traceGateway] as const),
      this.samplers.map((one) => [one, NAMES.traceSampler] as const),
      [...this.sinks].map(([team, sink]) => [sink, jaegerName(team)] as const),
    ];
    for (const tier of order === "senders first" ? tiers : [...tiers].reverse()) {
      for (const [collector, workload] of tier) collector.showCertificates(this.tls[workload] ?? {});
      await pause(secondsBetween);
    }
  }

  /** Lets the name of a tier lead to its other pods alone, as that of a Service does once one is no longer ready. */
  leave(tier: "gateways" | "samplers", leaving: Collector): void {
    const all = this[tier];
    all.splice(all.indexOf(leaving), 1);
    this.announce(tier === "gateways" ? GATEWAYS : SAMPLERS, all);
  }

  private announce(name: string, collectors: readonly Collector[]): void {
    this.names.resolve(
      name,
      collectors.map(({ address }) => address),
    );
  }

  /** Lets a name of a Service lead to an address. */
  resolve(service: string, namespace: string, address: string): void {
    this.names.resolve(serviceHost(service, namespace), [address]);
  }

  /** What a process of this path needs besides its configuration. */
  place(name: string) {
    return {
      name,
      program: this.program,
      folder: this.folder,
      address: nextAddress(),
      names: this.names,
    };
  }

  sink(team = DEFAULT_TEAM): Sink {
    const sink = this.sinks.get(team);
    if (sink === undefined) throw new Error(`there is no team ${team}`);
    return sink;
  }

  async stop(): Promise<void> {
    for (const tier of [this.agents, this.gateways, this.samplers, [...this.sinks.values()]])
      await Promise.all(tier.map((collector) => collector.stop()));
    await this.pods?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Waits until a number has not changed for some seconds, and returns it. */
export async function settledCount(seconds: number, count: () => number | Promise<number>): Promise<number> {
  let last = await count();
  for (let quiet = 0; quiet < seconds; quiet += 1) {
    await pause(1);
    const now = await count();
    if (now !== last) quiet = -1;
    last = now;
  }
  return last;
}
