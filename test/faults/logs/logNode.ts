/** A node with containers that log, its log agent, and a store behind a proxy. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PLACEMENTS, serviceHost } from "../../../contract/names";
import { LOG_VOLUMES } from "../../../contract/logs";
import { PORTS } from "../../../contract/ports";
import { Agent } from "../parts/agent";
import { FaultProxy } from "../parts/proxy";
import { mountSmallVolume, unmountSmallVolume } from "../parts/smallVolume";
import type { Programs } from "../../programs/programs";
import { seconds } from "../runningCase";
import { LoggingContainer } from "./loggingContainer";
import { LogStore } from "./logStore";
import { LOG_VARIANTS, type LogSetup, type LogVariantName, plannedLogs } from "./plannedLogs";

/** A second part of the loopback addresses that no other run has, and none of the cases about samples. */
const NETWORK = `127.${200 + (process.pid % 50)}`;

export interface LogContext {
  readonly programs: Pick<Programs, "otelcol" | "victoria-logs">;
  readonly busybox: string;
  readonly folder: string;
  readonly logs: string;
  /** Factor of every duration. */
  readonly pace: number;
}

/** Lines of all its containers: written, not stored, and stored more than once. */
export interface LogAccount {
  readonly written: number;
  readonly lost: number;
  readonly twice: number;
}

/** Time without any change after which what is missing counts as lost: the exporter pauses for 30 s at most. */
const QUIET_SECONDS = 45;
const SETTLE_LIMIT_SECONDS = 150;

export class LogNode {
  readonly containers: LoggingContainer[] = [];

  private constructor(
    readonly name: LogVariantName,
    readonly agent: Agent,
    readonly store: LogStore,
    readonly proxy: FaultProxy,
    /** The folder of the node for offsets and queue. */
    readonly state: string,
    /** The node's `/var/log/pods`. */
    readonly podLogs: string,
    private readonly pace: number,
    private readonly volumes: readonly string[],
  ) {}

  static async start(
    context: LogContext,
    name: LogVariantName,
    { settings, volumes = {} }: LogSetup,
  ): Promise<LogNode> {
    const folder = join(context.folder, name);
    mkdirSync(folder, { recursive: true });
    const address = (host: number) => `${NETWORK}.${LOG_VARIANTS.indexOf(name) + 1}.${host}`;
    const endpoint = { address: address(3), port: PORTS.victoriaLogs };
    const planned = await plannedLogs(name, settings ?? {});
    const common = { folder, logs: context.logs };
    const { otelcol, "victoria-logs": victoriaLogs } = context.programs;
    const args = planned.storeArguments;
    const store = new LogStore({ ...common, name: `${name}-victoria-logs`, program: victoriaLogs, endpoint, args });
    const proxy = new FaultProxy({ address: address(1), port: PORTS.victoriaLogs }, endpoint, false);
    const { name: service, namespace } = PLACEMENTS.victoriaLogs;
    const agent = new Agent({
      ...common,
      ...{ name: `${name}-log-agent`, program: otelcol, busybox: context.busybox, address: address(2), planned },
      hosts: { [serviceHost(service, namespace)]: address(1) },
    });
    const [state, podLogs] = [LOG_VOLUMES.state, LOG_VOLUMES.podLogs].map((one) => join(folder, "volumes", one));
    const small = [
      ...(volumes.agentMiB === undefined ? [] : [{ path: state!, sizeMiB: volumes.agentMiB }]),
      ...(volumes.storeMiB === undefined ? [] : [{ path: store.data, sizeMiB: volumes.storeMiB }]),
    ];
    for (const { path, sizeMiB } of small) mountSmallVolume(path, sizeMiB);
    const node = new LogNode(
      name,
      agent,
      store,
      proxy,
      state!,
      podLogs!,
      context.pace,
      small.map(({ path }) => path),
    );
    try {
      await store.start();
      await proxy.start();
      await agent.start();
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  /** A pod with one container. */
  container(namespace: string, pod: string): LoggingContainer {
    const container = new LoggingContainer(this.podLogs, namespace, pod);
    this.containers.push(container);
    return container;
  }

  /** Every container writes, for a time at the pace of the run. */
  async writeFor(durationSeconds: number, linesPerSecond = 200): Promise<void> {
    const rounds = Math.max(1, Math.round(durationSeconds * this.pace * 5));
    for (let round = 0; round < rounds; round += 1) {
      for (const container of this.containers) container.write(linesPerSecond / 5);
      await seconds(0.2);
    }
  }

  /** Every container writes for so many seconds, whatever the pace. */
  writeUntilDone(durationSeconds: number): Promise<void> {
    return this.writeFor(durationSeconds / this.pace);
  }

  /** What of the lines is stored, which were written before it is asked. */
  async account(): Promise<LogAccount> {
    const wanted = this.containers.map(({ namespace, texts }) => ({ namespace, texts: [...texts] }));
    const totals = { written: 0, lost: 0, twice: 0 };
    for (const { namespace, texts } of wanted) {
      const stored = await this.store.texts(namespace);
      totals.written += texts.length;
      for (const text of texts) {
        const times = stored.get(text) ?? 0;
        if (times === 0) totals.lost += 1;
        totals.twice += Math.max(0, times - 1);
      }
    }
    return totals;
  }

  /** Waits until every line is stored, or nothing changes any more. */
  async settle(): Promise<LogAccount> {
    const deadline = Date.now() + SETTLE_LIMIT_SECONDS * 1000;
    let [last, changed] = [await this.account(), Date.now()];
    while (last.lost > 0 && Date.now() < deadline && Date.now() - changed < QUIET_SECONDS * 1000) {
      await seconds(1);
      const account = await this.account();
      if (account.lost !== last.lost) changed = Date.now();
      last = account;
    }
    // What is there twice may come late.
    await seconds(3);
    return this.account();
  }

  async stop(): Promise<void> {
    await this.agent.kill();
    await this.proxy.stop();
    await this.store.kill();
    for (const path of this.volumes) unmountSmallVolume(path);
  }
}
