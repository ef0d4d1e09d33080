/** Prometheus and two replicas of Alertmanager as a plan has them, with real programs, and a webhook that is told. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { stringify } from "yaml";
import { NAMES, PLACEMENTS, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { replicaHosts } from "../../../facts/alertmanager";
import { environment } from "../environment";
import { type KubeletContext, runPod } from "../cluster/kubelet";
import type { KubernetesObject } from "../cluster/kubernetes";
import { createNodes, nextPodAddress, nodeAddress, NODE_OBJECTS, type NodeName, NODES } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import type { PodFields } from "../cluster/pods";
import { podOf, workloadNamed } from "../cluster/workloads";
import { type PrometheusAccess, PrometheusApi } from "../../programs/prometheusApi";
import { type ManagedProcess, runCommand } from "../../programs/processes";
import { agentAccess, type Secret, secretsOf, settingsOfFile } from "./credentials";
import { planStack } from "./plan";

/** A notification as Alertmanager sends it to a webhook. */
export interface Notification {
  readonly at: number;
  readonly path: string;
  readonly receiver: string;
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface Webhook {
  readonly url: string;
  readonly notifications: Notification[];
  readonly stop: () => Promise<void>;
}

/** A service that keeps what it is told. */
export async function startWebhook(): Promise<Webhook> {
  const notifications: Notification[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Omit<Notification, "at" | "path">;
      notifications.push({ ...body, at: Date.now(), path: request.url ?? "" });
      response.end();
    });
  });
  const host = "127.10.9.9";
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://${host}:${port}`,
    notifications,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export interface AlertPath {
  readonly prometheus: PrometheusApi;
  /** Writes samples to Prometheus, of its own job, as text in the exposition format. */
  readonly push: (text: string) => Promise<void>;
  /** Runs `amtool` against a replica, and returns what it prints. */
  readonly amtool: (replica: number, ...args: readonly string[]) => Promise<string>;
  /** Ends every replica at once. */
  readonly killAlertmanagers: () => Promise<void>;
  readonly startAlertmanagers: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

function httpConfig(access: PrometheusAccess, host: string, file: string): string {
  writeFileSync(`${file}.crt`, access.authority);
  const { username, password } = access;
  const config = { basic_auth: { username, password }, tls_config: { ca_file: `${file}.crt`, server_name: host } };
  writeFileSync(file, stringify(config));
  return file;
}

class Pods {
  private readonly fields: PodFields[] = [];

  constructor(
    private readonly objects: readonly KubernetesObject[],
    private readonly context: Omit<KubeletContext, "hosts">,
  ) {}

  async create(name: string, ordinal: number, node: NodeName): Promise<PodFields> {
    const workload = workloadNamed(this.objects, "StatefulSet", name);
    const { body: pod } = await this.context.api.create(podOf(workload, `${name}-${ordinal}`, node));
    const fields = { pod, podIP: nextPodAddress(node), hostIP: nodeAddress(node) };
    this.fields.push(fields);
    return fields;
  }

  async run(fields: PodFields, hosts: Readonly<Record<string, string>>): Promise<ManagedProcess> {
    return (await runPod({ ...this.context, hosts }, fields)).process;
  }

  async remove(): Promise<void> {
    for (const { pod } of this.fields) await this.context.api.delete(pod);
  }
}

const ALERTMANAGER = PLACEMENTS.alertmanager;

/**
 * Starts what a stack file plans of the way of alerts.
 *
 * @param receiverSecrets secrets of receivers, by the receivers' names
 */
export async function startAlertPath(
  stackFile: string,
  receiverSecrets: Readonly<Record<string, string>>,
): Promise<AlertPath> {
  const { server, programs, folder, logs } = environment();
  const plan = await planStack("alerts", join(folder, "plan", "alerts"), stackFile);
  const secrets: readonly Secret[] = await secretsOf("alerts", settingsOfFile(stackFile), { receiverSecrets });
  const objects = [...plan.manifests.filter(({ kind }) => kind !== "Secret"), ...secrets];
  await applyObjects(server, objects);
  await createNodes(server.api);

  const pods = new Pods(objects, { api: server.api, programs, folder: join(folder, "alerts"), logs });
  const replicas: PodFields[] = [];
  for (const [ordinal, node] of NODES.entries()) replicas.push(await pods.create(ALERTMANAGER.name, ordinal, node));
  const names = replicaHosts(replicas.length, ALERTMANAGER);
  const hosts: Record<string, string> = Object.fromEntries(
    names.map((host, ordinal) => [host, replicas[ordinal]!.podIP] as const),
  );
  let alertmanagers: ManagedProcess[] = [];
  const startAlertmanagers = async () => {
    // Together, as the StatefulSet starts them: each looks for the others.
    alertmanagers = await Promise.all(replicas.map((fields) => pods.run(fields, hosts)));
  };
  await startAlertmanagers();
  const fields = await pods.create(NAMES.prometheus, 0, "acceptance-1");
  const prometheus = await pods.run(fields, hosts);

  const access = agentAccess(secrets);
  const url = `https://${fields.podIP}:${PORTS.prometheus}`;
  const name = serviceHost(ALERTMANAGER.name, ALERTMANAGER.namespace);
  const forAlertmanager = httpConfig(access, name, join(folder, "amtool.yml"));
  const forPrometheus = httpConfig(access, access.host, join(folder, "promtool.yml"));

  const run = async (program: string, args: readonly string[]) => {
    const { status, stdout, output } = await runCommand(program, args);
    if (status !== 0) throw new Error(`${args.join(" ")}: ${output}`);
    return stdout;
  };
  return {
    prometheus: new PrometheusApi(url, access),
    push: async (text) => {
      const file = join(folder, "pushed.txt");
      writeFileSync(file, text);
      const args = [`--label=job=${NAMES.prometheus}`, `--http.config.file=${forPrometheus}`];
      await run(programs.promtool!, ["push", "metrics", ...args, url, file]);
    },
    amtool: (replica, ...args) =>
      run(programs.amtool!, [
        ...args,
        `--alertmanager.url=https://${replicas[replica]!.podIP}:${PORTS.alertmanager}`,
        `--http.config.file=${forAlertmanager}`,
      ]),
    killAlertmanagers: async () => {
      for (const one of alertmanagers) {
        one.kill();
        await one.stop();
      }
    },
    startAlertmanagers,
    stop: async () => {
      for (const one of [prometheus, ...alertmanagers]) await one.stop();
      await pods.remove();
      await removeObjects(server, [...objects, ...NODE_OBJECTS]);
    },
  };
}
