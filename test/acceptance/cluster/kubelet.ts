/**
 * Runs a Pod's program as a process of this machine, as near to a container as that goes without images: the pod's own
 * root folder with its volumes and host names, its environment, arguments, user and service account token.
 *
 * All pods share the machine's network, so each has an address of 127.0.0.0/8 of its own, and a program that listens
 * on every address is told to listen on its pod's.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KubernetesApi } from "./kubernetes";
import { type Mount, podEnvironment, prepareMounts } from "./podFiles";
import { type Container, expandVariables, onlyContainer, type Pod, type PodFields } from "./pods";
import { question } from "./probes";
import { eventually, type ManagedProcess, runCommand, startProcess } from "../../programs/processes";
import { type ImageProgram, PROGRAM_OF_IMAGE } from "../../programs/imagePrograms";
import { onPath, type Programs } from "../../programs/programs";

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
  readonly programs: Partial<Programs> & { readonly busybox?: string };
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

/** Runs a command in the file system of a container, as `exec` does. */
async function execute({ pid }: ManagedProcess, { spec }: Pod, command: readonly string[]): Promise<void> {
  const user = spec.securityContext?.runAsUser ?? NOBODY;
  const asUser =
    process.getuid?.() === 0 ? [`--setuid=${user}`, `--setgid=${user}`] : ["--user", "--preserve-credentials"];
  const enter = ["--target", String(pid), "--mount", "--root", ...asUser, ...command];
  const { status, output } = await runCommand(tool("nsenter"), enter, { environment: { PATH: "/bin:/usr/bin" } });
  if (status !== 0) throw new Error(`${command.join(" ")} ended with status ${status}: ${output}`);
}

/** Waits until the pod's readiness and liveness probes succeed. */
async function waitForProbes(pod: Pod, container: Container, podIP: string, running: ManagedProcess): Promise<void> {
  for (const probe of [container.readinessProbe, container.livenessProbe]) {
    if (!probe) continue;
    const { what, ask } = question(probe, container, podIP, (command) => execute(running, pod, command));
    await eventually(`${running.name} answers its probe ${what}`, 60, ask, [running]);
  }
}

function otherPrograms({ programs }: KubeletContext, { others = [] }: ImageProgram): Mount[] {
  return others.map((name) => {
    const source = programs[name];
    if (!source) throw new Error(`there is no program ${name}`);
    return { source, mountPath: `/bin/${name}`, readOnly: false };
  });
}

/** Folder of the machine that has the pod's volumes. */
export function volumesFolder({ folder }: Pick<KubeletContext, "folder">, { metadata }: Pod): string {
  return join(folder, metadata.name, "volumes");
}

/** What a container becomes on this machine: arguments of `unshare`, and the environment. */
async function containerCommand(context: KubeletContext, fields: PodFields, container: Container) {
  const { api, folder } = context;
  const { pod, podIP } = fields;
  const known = PROGRAM_OF_IMAGE.find(({ repository }) => container.image.startsWith(`${repository}:`));
  const binary = known && context.programs[known.program];
  if (!binary) throw new Error(`there is no program for the image ${container.image}`);
  const path = known.path ?? `/bin/${known.program}`;
  const root = join(folder, pod.metadata.name, container.name);
  mkdirSync(join(root, "etc"), { recursive: true });
  // The pod's own address also where it calls itself: all pods share the machine's loopback.
  const hosts = Object.entries({ localhost: podIP, ...context.hosts });
  writeFileSync(join(root, "etc", "hosts"), hosts.map(([name, address]) => `${address} ${name}\n`).join(""));

  const mounts = [
    { source: "/proc", mountPath: "/proc", readOnly: false },
    { source: "/dev/null", mountPath: "/dev/null", readOnly: false },
    { source: binary, mountPath: path, readOnly: false },
    ...otherPrograms(context, known),
    ...(await prepareMounts(api, fields, container, volumesFolder(context, pod))),
  ];
  for (const mount of mounts) makeMountPoint(root, mount);

  const environment = await podEnvironment(api, fields, container);
  const words = [...(container.command ?? [path]), ...(container.args ?? [])];
  const script = enterScript(root, mounts, container.securityContext?.readOnlyRootFilesystem ?? false, [
    ...chrootCommand(root, pod, container),
    ...words.map((word) => expandVariables(word, environment)),
    ...(known.bind?.(podIP) ?? []),
  ]);
  return { args: [...NAMESPACES, tool("sh"), "-c", script], environment };
}

/** Starts the processes of a Pod that the API server has, waits for its probes and reports it as running. */
export async function runPod(context: KubeletContext, fields: PodFields): Promise<RunningPod> {
  const { pod, podIP } = fields;
  for (const container of pod.spec.initContainers ?? []) {
    const { args, environment } = await containerCommand(context, fields, container);
    const { status, output } = await runCommand(tool("unshare"), args, { environment });
    if (status !== 0)
      throw new Error(`${container.name} of ${pod.metadata.name} ended with status ${status}: ${output}`);
  }
  const container = onlyContainer(pod);
  const { args, environment } = await containerCommand(context, fields, container);
  const running = startProcess(pod.metadata.name, tool("unshare"), args, { environment, folder: context.logs });
  await waitForProbes(pod, container, podIP, running);
  await reportStatus(context.api, fields, "Running");
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
