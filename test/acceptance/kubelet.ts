/**
 * Runs a Pod's program as a process of this machine, as near to a container as that goes without images: the pod's own
 * root folder with its volumes and host names, its environment, arguments, user and service account token.
 *
 * All pods share the machine's network, so each has an address of 127.0.0.0/8 of its own, and a program that listens
 * on every address is told to listen on its pod's.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PORTS } from "../../naming";
import { IMAGES } from "../../pins";
import type { KubernetesApi } from "./kubernetes";
import { type Mount, podEnvironment, prepareMounts } from "./podFiles";
import { type Container, expandVariables, type HttpProbe, onlyContainer, type Pod, type PodFields } from "./pods";
import { eventually, type ManagedProcess, runCommand, startProcess } from "./processes";
import { onPath, type ProgramName, type Programs } from "./programs";

/** Programs by the image that they stand for, with the arguments that bind to the pod's address where they bind to all. */
const PROGRAM_OF_IMAGE: readonly { repository: string; program: ProgramName; bind: (podIP: string) => string[] }[] = [
  { repository: IMAGES.collector.repository, program: "otelcol", bind: () => [] },
  {
    repository: IMAGES.prometheus.repository,
    program: "prometheus",
    bind: (podIP) => [`--web.listen-address=${podIP}:${PORTS.prometheus}`],
  },
  { repository: IMAGES.nodeExporter.repository, program: "node_exporter", bind: () => [] },
];

/** User of a container that names none; any that is not root. */
const NOBODY = 65534;

export interface RunningPod {
  readonly pod: Pod;
  readonly process: ManagedProcess;
  /** Environment and arguments of the process, for cases that compare them. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface KubeletContext {
  readonly api: KubernetesApi;
  readonly programs: Partial<Programs>;
  /** Where the pods' root folders go. */
  readonly folder: string;
  readonly logs: string;
  /** Addresses by host name, in the place of cluster DNS. */
  readonly hosts: Readonly<Record<string, string>>;
}

function tool(name: string): string {
  const path = onPath(name) ?? (statSync(`/usr/sbin/${name}`, { throwIfNoEntry: false }) && `/usr/sbin/${name}`);
  if (!path) throw new Error(`the acceptance tests need Linux with ${name} (util-linux and coreutils)`);
  return path;
}

/** What `unshare` is given, so that a pod's mounts are its own; without root rights that takes a user namespace too. */
const NAMESPACES = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];

/** Throws where this machine does not let a process have mounts of its own. */
export async function requireMountNamespaces(): Promise<void> {
  const attempt = [...NAMESPACES, tool("mount"), "--bind", "/tmp", "/tmp"];
  const { status, output } = await runCommand(tool("unshare"), attempt);
  if (status === 0) return;
  throw new Error(
    `pods cannot be given file systems of their own here: ${output.trim()}. Run the acceptance tests as root, or let ` +
      "users have namespaces (Ubuntu: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0).",
  );
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The shell script that turns `root` into the process's file system and becomes the process. */
function enterScript(
  root: string,
  mounts: readonly Mount[],
  readOnlyRoot: boolean,
  command: readonly string[],
): string {
  const mount = tool("mount");
  const lines = ["set -eu", `${mount} --bind ${quoted(root)} ${quoted(root)}`];
  for (const { source, mountPath, readOnly } of mounts) {
    const target = quoted(join(root, mountPath));
    lines.push(`${mount} --rbind ${quoted(source)} ${target}`);
    if (readOnly) lines.push(`${mount} -o remount,bind,ro ${target}`);
  }
  if (readOnlyRoot) lines.push(`${mount} -o remount,bind,ro ${quoted(root)}`);
  return [...lines, `exec ${command.map(quoted).join(" ")}`, ""].join("\n");
}

function makeMountPoint(root: string, { source, mountPath }: Mount): void {
  const target = join(root, mountPath);
  if (statSync(source).isDirectory()) mkdirSync(target, { recursive: true });
  else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, "", { flag: "a" });
  }
}

/** `chroot` as the user of the pod; without root rights the process keeps the user who runs the tests. */
function chrootCommand(root: string, { spec }: Pod, { securityContext = {} }: Container): string[] {
  if (process.getuid?.() !== 0) return [tool("chroot"), root];
  const user = securityContext.runAsUser ?? spec.securityContext?.runAsUser ?? NOBODY;
  const group = securityContext.runAsGroup ?? spec.securityContext?.runAsGroup ?? user;
  return [tool("chroot"), `--userspec=${user}:${group}`, `--groups=${spec.securityContext?.fsGroup ?? group}`, root];
}

function probeUrl({ httpGet }: HttpProbe, container: Container, podIP: string): string {
  if (!httpGet) throw new Error(`container ${container.name} has a probe that is not httpGet`);
  const port =
    typeof httpGet.port === "number"
      ? httpGet.port
      : container.ports?.find(({ name }) => name === httpGet.port)?.containerPort;
  return `http://${podIP}:${port ?? ""}${httpGet.path ?? "/"}`;
}

/** Waits until the pod's readiness and liveness probes succeed. */
async function waitForProbes(container: Container, podIP: string, running: ManagedProcess): Promise<void> {
  for (const probe of [container.readinessProbe, container.livenessProbe]) {
    if (!probe) continue;
    const url = probeUrl(probe, container, podIP);
    await eventually(
      `${running.name} answers its probe ${url}`,
      60,
      async () => {
        const response = await fetch(url);
        if (!response.ok) throw new Error(`status ${response.status}`);
      },
      [running],
    );
  }
}

/** Starts the process of a Pod that the API server has, waits for its probes and reports it as running. */
export async function runPod(context: KubeletContext, fields: PodFields): Promise<RunningPod> {
  const { api, folder, logs, hosts } = context;
  const { pod, podIP } = fields;
  const container = onlyContainer(pod);
  const known = PROGRAM_OF_IMAGE.find(({ repository }) => container.image.startsWith(`${repository}:`));
  const binary = known && context.programs[known.program];
  if (!binary) throw new Error(`there is no program for the image ${container.image}`);

  const root = join(folder, pod.metadata.name, "root");
  mkdirSync(join(root, "etc"), { recursive: true });
  const hostLines = Object.entries({ localhost: "127.0.0.1", ...hosts }).map(([name, address]) => `${address} ${name}`);
  writeFileSync(join(root, "etc", "hosts"), `${hostLines.join("\n")}\n`);

  const mounts = [
    { source: "/proc", mountPath: "/proc", readOnly: false },
    { source: binary, mountPath: `/bin/${known.program}`, readOnly: false },
    ...(await prepareMounts(api, fields, container, join(folder, pod.metadata.name, "volumes"))),
  ];
  for (const mount of mounts) makeMountPoint(root, mount);

  const environment = await podEnvironment(api, fields, container);
  const script = enterScript(root, mounts, container.securityContext?.readOnlyRootFilesystem ?? false, [
    ...chrootCommand(root, pod, container),
    `/bin/${known.program}`,
    ...(container.args ?? []).map((argument) => expandVariables(argument, environment)),
    ...known.bind(podIP),
  ]);
  const running = startProcess(pod.metadata.name, tool("unshare"), [...NAMESPACES, tool("sh"), "-c", script], {
    environment,
    folder: logs,
  });
  await waitForProbes(container, podIP, running);
  await reportStatus(api, fields, "Running");
  return { pod, process: running, environment };
}

/** Writes the status that a kubelet would write for a pod that runs, or that has ended well. */
export async function reportStatus(
  api: KubernetesApi,
  { pod, podIP, hostIP }: PodFields,
  phase: "Running" | "Succeeded",
): Promise<void> {
  const now = new Date().toISOString();
  const running = phase === "Running";
  await api.patchStatus(pod, {
    phase,
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    startTime: now,
    conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
      type,
      status: running || !type.endsWith("Ready") ? "True" : "False",
    })),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: "",
      containerID: `process://${pod.metadata.name}-${name}`,
      ready: running,
      started: running,
      restartCount: 0,
      state: running
        ? { running: { startedAt: now } }
        : { terminated: { exitCode: 0, startedAt: now, finishedAt: now } },
    })),
  });
}
