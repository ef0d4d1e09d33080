/** An agent as processes in a root folder of its own: its containers' files, volumes, user, start and host names. */
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COLLECTOR_USER } from "../../../collector/common/chartValues";
import { NAMESPACES, NODE_NAME_VARIABLE, QUEUE_VOLUME } from "../../../contract/names";
import { eventually, type ManagedProcess, runCommand, startProcess } from "../../programs/processes";
import { COLLECTOR_PROGRAM } from "../../programs/programs";
import type { AgentContainer, AgentValues, PlannedVariant } from "../plan/plannedVariant";

export interface AgentOptions {
  readonly name: string;
  /** Path of the collector. */
  readonly program: string;
  /** Path of a static busybox, which the init containers run. */
  readonly busybox: string;
  readonly folder: string;
  readonly logs: string;
  readonly address: string;
  readonly planned: Pick<PlannedVariant, "agent" | "values">;
  readonly hosts: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files of the service account, by their paths in the container. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Name of the agent's pod, where no API server gave it one. */
export const AGENT_POD = "otel-agent-0";

/** Where the image of that name has it. */
const BUSYBOX = "/bin/busybox";

type Mounted = NonNullable<AgentValues["extraVolumeMounts"]>[number];
type Volume = NonNullable<AgentValues["extraVolumes"]>[number];

/** What the containers of a pod share without a volume. */
const POD_MEMORY: Mounted & Volume = { name: "pod-memory", mountPath: "/dev/shm", emptyDir: {} };

/** A folder or file of the machine in the container's root folder. */
interface Mount {
  readonly source: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

interface MountedVolume extends Mount {
  readonly name: string;
  /** Whether it is a folder of the node, which outlives the pod. */
  readonly onNode: boolean;
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

export class Agent {
  /** Times, in milliseconds since the epoch, at which it was killed. */
  readonly kills: number[] = [];
  /** Whether its queue's volume is read-only from its next start on. */
  readOnlyQueue = false;
  /** The process of its last start. */
  process: ManagedProcess | undefined;
  private prepared = false;
  private readonly root: string;

  constructor(private readonly options: AgentOptions) {
    this.root = join(options.folder, "root");
    for (const folder of ["bin", "conf", "etc", "proc", "dev", "tmp"])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const file of [COLLECTOR_PROGRAM, BUSYBOX]) writeFileSync(join(this.root, file), "");
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

  /** The folder that stands for the volume of its queue; none where it has no queue. It outlives the processes. */
  queueFolders(): string[] {
    return this.volumes().flatMap(({ name, source }) => (name === QUEUE_VOLUME ? [source] : []));
  }

  /** What happens to its volumes when its pod is deleted: those of the pod are emptied. */
  leaveNode(): void {
    for (const { source, onNode } of this.volumes()) {
      if (!onNode) for (const name of readdirSync(source)) rmSync(join(source, name), { recursive: true });
    }
    this.prepared = false;
  }

  /** Starts it, and waits until it answers its probe unless `wait` is false. */
  async start(wait = true): Promise<void> {
    const { name, program, logs, planned } = this.options;
    const { command, initContainers = [] } = planned.values;
    if (!this.prepared) for (const container of initContainers) await this.prepare(container);
    this.prepared = true;
    const args = [COLLECTOR_PROGRAM, "--config=/conf/relay.yaml", ...(command?.extraArgs ?? [])];
    const mounts = [{ source: program, mountPath: COLLECTOR_PROGRAM }, ...this.volumes()];
    this.process = startProcess(name, "unshare", this.entering(mounts, args), {
      environment: this.environment(),
      folder: logs,
    });
    if (wait) await this.ready();
  }

  /** Waits until it answers its probe. */
  async ready(limitSeconds = 120): Promise<void> {
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
    running.kill();
    await eventually("the agent is gone", 60, () => {
      if (!running.ended()) throw new Error("it still runs");
    });
  }

  /** Ends it as Kubernetes would: politely, and by force after the grace period. */
  async terminate(): Promise<void> {
    if (this.process?.ended()) return;
    this.kills.push(Date.now());
    await this.process?.stop(this.options.planned.values.terminationGracePeriodSeconds ?? 30);
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

  /** Its volumes, by folders of the machine. */
  private volumes(): MountedVolume[] {
    const { extraVolumes = [], extraVolumeMounts = [] } = this.options.planned.values;
    return [...extraVolumeMounts, POD_MEMORY].map(({ name, mountPath, readOnly = false }) => {
      const volume = [...extraVolumes, POD_MEMORY].find((one) => one.name === name);
      if (!volume || !(volume.emptyDir || volume.hostPath)) throw new Error(`volume ${name} is of an unknown kind`);
      const source = join(this.options.folder, "volumes", name);
      mkdirSync(source, { recursive: true });
      chmodSync(source, 0o777);
      const isReadOnly = readOnly || (this.readOnlyQueue && name === QUEUE_VOLUME);
      return { name, source, mountPath, readOnly: isReadOnly, onNode: volume.hostPath !== undefined };
    });
  }

  /** Runs a container that comes before the agent's own, to its end. */
  private async prepare({ name, command, volumeMounts = [], securityContext }: AgentContainer): Promise<void> {
    const sources = new Map(this.volumes().map((volume) => [volume.name, volume.source]));
    const mounts = volumeMounts.map((mount) => ({ mountPath: mount.mountPath, source: sources.get(mount.name) ?? "" }));
    const busybox = { source: this.options.busybox, mountPath: BUSYBOX };
    const args = this.entering([busybox, ...mounts], command, securityContext?.runAsUser);
    const { status, output } = await runCommand("unshare", args, { environment: { PATH: process.env["PATH"] } });
    if (status !== 0)
      throw new Error(`container ${name} of ${this.options.name} ended with status ${status}: ${output}`);
  }

  /** Arguments of `unshare` that turn the root folder into the file system of a process, and become the process. */
  private entering(mounts: readonly Mount[], command: readonly string[], containerUser?: number): string[] {
    const isRoot = process.getuid?.() === 0;
    const user = containerUser ?? this.options.planned.values.podSecurityContext?.runAsUser ?? COLLECTOR_USER;
    const lines = [
      "set -eu",
      `mount --bind ${quoted(this.root)} ${quoted(this.root)}`,
      ...["proc", "dev"].map((folder) => `mount --rbind /${folder} ${quoted(join(this.root, folder))}`),
      ...mounts.flatMap(({ source, mountPath, readOnly }) => {
        const target = quoted(join(this.root, mountPath));
        return [
          `mount --rbind ${quoted(source)} ${target}`,
          ...(readOnly ? [`mount -o remount,bind,ro ${target}`] : []),
        ];
      }),
      [
        ...["exec", "chroot"],
        ...(isRoot ? [`--userspec=${user}:${user}`] : []),
        ...[this.root, ...command].map(quoted),
      ].join(" "),
    ];
    const namespaces = isRoot ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
    return [...namespaces, "sh", "-c", lines.join("\n")];
  }

  private environment(): Record<string, string> {
    const { address, planned, environment } = this.options;
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
      ...environment,
    };
  }
}
