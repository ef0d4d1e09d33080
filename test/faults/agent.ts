/** An agent as a process in a root folder of its own: its container's files, volumes, user and host names. */
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NAMESPACES, NODE_NAME_VARIABLE } from "../../naming";
import { eventually, type ManagedProcess, startProcess } from "../acceptance/processes";
import type { PlannedColumn } from "./planned";

export interface AgentOptions {
  readonly name: string;
  /** Path of the collector. */
  readonly program: string;
  readonly folder: string;
  readonly logs: string;
  readonly address: string;
  readonly planned: Pick<PlannedColumn, "agent" | "values">;
  readonly hosts: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files of the service account, by their paths in the container. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Name of the agent's pod, where no API server gave it one. */
export const AGENT_POD = "otel-agent-0";

/** How often a container that ends is started again before its agent counts as one that does not start. */
const STARTS = 3;

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export class Agent {
  /** Times, in milliseconds since the epoch, at which it was killed. */
  readonly kills: number[] = [];
  /** Why it did not start for the last time; undefined where it did. */
  startProblem: string | undefined;
  /** Whether its volumes are read-only from its next start on. */
  readOnlyVolumes = false;
  private process: ManagedProcess | undefined;
  private readonly root: string;

  constructor(private readonly options: AgentOptions) {
    this.root = join(options.folder, "root");
    for (const folder of ["bin", "conf", "etc", "proc", "dev", "tmp"])
      mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(join(this.root, "bin", "otelcol"), "");
    writeFileSync(join(this.root, "conf", "relay.yaml"), JSON.stringify(options.planned.agent, undefined, 2));
    // The lookups of other programs go to a name server where none is.
    writeFileSync(join(this.root, "etc", "resolv.conf"), "nameserver 127.0.0.2\noptions timeout:1 attempts:1\n");
    this.resolve(options.hosts);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    for (const { mountPath } of this.volumes()) mkdirSync(join(this.root, mountPath), { recursive: true });
  }

  /** The host names that it can resolve from now on. */
  resolve(hosts: Readonly<Record<string, string>>): void {
    const lines = Object.entries({ localhost: "127.0.0.1", ...hosts }).map(([name, address]) => `${address} ${name}\n`);
    writeFileSync(join(this.root, "etc", "hosts"), lines.join(""));
  }

  /** Changes a file that the container sees, in place. */
  writeFile(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** The folders that stand for its writable volumes, with their mount paths. They outlive the process. */
  volumes(): { readonly folder: string; readonly mountPath: string }[] {
    const { extraVolumes = [], extraVolumeMounts = [] } = this.options.planned.values;
    return extraVolumeMounts.map(({ name, mountPath }) => {
      const volume = extraVolumes.find((one) => one.name === name);
      if (!volume || !(volume.emptyDir || volume.hostPath)) throw new Error(`volume ${name} is of an unknown kind`);
      const folder = join(this.options.folder, "volumes", name);
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o777);
      return { folder, mountPath };
    });
  }

  /** Empties its volumes, as it happens to those of a pod that is deleted. */
  emptyVolumes(): void {
    for (const { folder } of this.volumes()) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
    }
  }

  /** Starts it, and waits until it answers its probe unless `wait` is false. */
  async start(wait = true): Promise<void> {
    const { name, program, logs, planned } = this.options;
    const lines = [
      "set -eu",
      `mount --bind ${quoted(this.root)} ${quoted(this.root)}`,
      `mount --bind ${quoted(program)} ${quoted(join(this.root, "bin", "otelcol"))}`,
      `mount --rbind /proc ${quoted(join(this.root, "proc"))}`,
      `mount --rbind /dev ${quoted(join(this.root, "dev"))}`,
      ...this.volumes().flatMap(({ folder, mountPath }) => {
        const target = quoted(join(this.root, mountPath));
        const readOnly = this.readOnlyVolumes ? [`mount -o remount,bind,ro ${target}`] : [];
        return [`mount --rbind ${quoted(folder)} ${target}`, ...readOnly];
      }),
    ];
    const { podSecurityContext, command } = planned.values;
    const user = process.getuid?.() === 0 ? [`--userspec=${String(podSecurityContext?.runAsUser ?? 10001)}:10001`] : [];
    const args = ["/bin/otelcol", "--config=/conf/relay.yaml", ...(command?.extraArgs ?? [])];
    const enter = ["exec", "chroot", ...user, quoted(this.root), ...args.map(quoted)].join(" ");
    const namespaces = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    // A session, and so a process group, of its own.
    this.process = startProcess(name, "setsid", ["unshare", ...namespaces, "sh", "-c", [...lines, enter].join("\n")], {
      environment: this.environment(),
      folder: logs,
    });
    if (wait) await this.ready();
  }

  /** Starts it, and again when it ends at once, as the kubelet does; gives up at last, which `startProblem` tells. */
  async startAsKubelet(): Promise<void> {
    for (let attempt = 1; attempt <= STARTS; attempt += 1) {
      try {
        await this.start();
        this.startProblem = undefined;
        return;
      } catch (error) {
        if (this.running) throw error;
        this.startProblem = /^(Error|panic|fatal error): .*$/m.exec(this.tail(200))?.[0] ?? "it ended";
        await new Promise((resolve) => setTimeout(resolve, attempt * 1000));
      }
    }
  }

  /** Waits until it answers its probe. */
  async ready(limitSeconds = 30): Promise<void> {
    const { name, address } = this.options;
    await eventually(
      `agent ${name} answers its probe`,
      limitSeconds,
      async () => {
        const { ok, status } = await fetch(`http://${address}:13133/`);
        if (!ok) throw new Error(`status ${status}`);
      },
      this.process ? [this.process] : [],
    );
  }

  /** Ends it without warning. */
  async kill(): Promise<void> {
    const { process: running } = this;
    if (!running || running.ended()) return;
    this.kills.push(Date.now());
    process.kill(running.pid, "SIGKILL");
    await eventually("the agent is gone", 10, () => {
      if (!running.ended()) throw new Error("it still runs");
    });
  }

  /** Ends it as Kubernetes would: politely, and by force after the grace period. */
  async terminate(): Promise<void> {
    if (this.process?.ended()) return;
    this.kills.push(Date.now());
    await this.process?.stop(this.options.planned.values.terminationGracePeriodSeconds ?? 30);
  }

  get running(): boolean {
    return this.process !== undefined && this.process.ended() === undefined;
  }

  tail(lines?: number): string {
    return this.process?.tail(lines) ?? "";
  }

  /** Sum of its own metric over the series that have these labels. */
  async sum(metric: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
    const text = await (await fetch(`http://${this.options.address}:8888/metrics`)).text();
    const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
    return text
      .split("\n")
      .filter((line) => line.startsWith(`${metric}{`) && wanted.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  }

  private environment(): Record<string, string> {
    const { address, planned, environment } = this.options;
    const memory = /^(\d+)Mi$/.exec(planned.values.resources.limits?.memory ?? "")?.[1];
    return {
      PATH: process.env["PATH"] ?? "",
      MY_POD_IP: address,
      OTEL_K8S_NAMESPACE: NAMESPACES.agent,
      OTEL_K8S_POD_NAME: AGENT_POD,
      OTEL_K8S_NODE_NAME: "faults",
      OTEL_K8S_NODE_IP: address,
      OTEL_K8S_POD_IP: address,
      [NODE_NAME_VARIABLE]: "faults",
      ...Object.fromEntries(
        (planned.values.extraEnvs ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
      ),
      ...(memory && { GOMEMLIMIT: `${Math.floor(Number(memory) * 0.8)}MiB` }),
      ...environment,
    };
  }
}
