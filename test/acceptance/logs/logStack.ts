/** A log agent and VictoriaLogs, as a stack plans them, on a node whose containers the tests stand for. */
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { eventNames, LOG_NAMES } from "../../../contract/logs";
import { NAMESPACES, PLACEMENTS, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { parseSettings } from "../../../settings/parse";
import { PROJECT } from "../../../settings/schema/settings";
import { askOverTls, type PrometheusAccess } from "../../programs/prometheusApi";
import { type KubeletContext, reportStatus, type RunningPod, runPod } from "../cluster/kubelet";
import type { KubernetesObject } from "../cluster/kubernetes";
import { createNodes, nextPodAddress, nodeAddress, NODE_OBJECTS } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import type { Pod, Workload } from "../cluster/pods";
import { podOf, serviceNames, workloadNamed } from "../cluster/workloads";
import { environment } from "../environment";
import { chartObjects } from "../stack/chart";
import { secretsOf } from "../stack/credentials";
import { planStack } from "../stack/plan";
import { ContainerLog } from "./containerLog";

const NODE = "acceptance-1";
const { victoriaLogs: STORE } = PLACEMENTS;
const EVENTS = eventNames();

/** A line as the store has it: every field is text. */
export type StoredLine = Readonly<Record<string, string>>;

const isOfLogs = ({ kind, metadata }: KubernetesObject) =>
  metadata.namespace === NAMESPACES.logs ||
  metadata.name.startsWith(STORE.name) ||
  metadata.name === LOG_NAMES.priorityClass ||
  (kind === "Namespace" && [NAMESPACES.logs, STORE.namespace].some((name) => name === metadata.name));

export class LogStack {
  private agent: RunningPod | undefined;
  private store: RunningPod | undefined;
  private events: RunningPod | undefined;
  private agentAddress = "";
  private starts = 0;
  private readonly created: KubernetesObject[] = [];

  private constructor(
    private readonly context: KubeletContext,
    private readonly objects: readonly KubernetesObject[],
    private readonly folder: string,
    private readonly access: PrometheusAccess,
    private readonly storeAddress: string,
  ) {}

  /**
   * On the project's image.
   *
   * @param logs settings of the logs besides `kind`
   * @param more other sections of the settings. Default: none
   * @param exporterSecrets credentials for further destinations, by the names of their exporters. Default: none
   */
  static async start(
    logs: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, unknown>> = {},
    exporterSecrets: Readonly<Record<string, string>> = {},
  ): Promise<LogStack> {
    const { server, programs, logs: output, folder: temporary } = environment();
    const folder = mkdtempSync(join(temporary, "logs-"));
    const raw = {
      environment: "acceptance",
      cluster: { kind: "existing", name: "acceptance" },
      collectorImage: { distribution: "gke-telemetry" },
      logs: { kind: "victorialogs", ...logs },
      ...more,
    };
    const names = Object.keys(exporterSecrets);
    const stackFile = join(folder, "stack.yaml");
    const config = Object.fromEntries(Object.entries(raw).map(([key, value]) => [`${PROJECT}:${key}`, value]));
    const encrypted = Object.fromEntries(names.map((name) => [name, { secure: "AAAB" }]));
    const hidden = names.length > 0 ? { [`${PROJECT}:exporterSecrets`]: encrypted } : {};
    writeFileSync(stackFile, stringify({ config: { ...config, ...hidden } }));
    const plan = await planStack("logs", join(folder, "plan"), stackFile);
    const charts = plan.charts.filter(({ release }) => [LOG_NAMES.release, EVENTS.release].includes(release));
    const chart = (await Promise.all(charts.map((one) => chartObjects(one, programs.helm)))).flat();
    const secrets = await secretsOf(
      "logs",
      parseSettings(
        raw,
        names.map((name) => `exporterSecrets.${name}` as const),
      ),
      { exporterSecrets },
    );
    const planned = [...plan.manifests.filter(({ kind }) => kind !== "Secret"), ...secrets].filter(isOfLogs);
    const objects = [...planned, ...chart];
    await createNodes(server.api);
    await applyObjects(server, objects);
    const secret = secrets.find(({ metadata }) => metadata.name === LOG_NAMES.credentialsSecret)?.stringData;
    const { username, password, "ca.crt": authority } = secret ?? {};
    if (!username || !password || !authority) throw new Error("the log agents have no credentials");
    const host = serviceHost(STORE.name, STORE.namespace);
    const storeAddress = nextPodAddress(NODE);
    const context = { api: server.api, programs, folder: join(folder, "pods"), logs: output };
    const hosts = Object.fromEntries(
      serviceNames(objects, podOf(workloadNamed(objects, "StatefulSet", STORE.name), "", NODE)).map((name) => [
        name,
        storeAddress,
      ]),
    );
    for (const one of ["containers", "state", "data"]) {
      mkdirSync(join(folder, one));
      // The kubelet gives a volume to the group of the pod.
      chmodSync(join(folder, one), 0o777);
    }
    const stack = new LogStack(
      { ...context, hosts },
      objects,
      folder,
      { username, password, authority, host },
      storeAddress,
    );
    await stack.startStore();
    await stack.startAgent();
    stack.events = await stack.run(workloadNamed(objects, "Deployment", EVENTS.release), nextPodAddress(NODE), {});
    return stack;
  }

  /** Starts VictoriaLogs, with what it has stored before. */
  async startStore(): Promise<void> {
    const workload = workloadNamed(this.objects, "StatefulSet", STORE.name);
    this.store = await this.run(workload, this.storeAddress, { data: join(this.folder, "data") });
  }

  /** Starts a pod of the agent on the node, as a rollout does. */
  async startAgent(): Promise<void> {
    const folders = { "pod-logs": join(this.folder, "containers"), state: join(this.folder, "state") };
    this.agentAddress = nextPodAddress(NODE);
    this.agent = await this.run(
      workloadNamed(this.objects, "DaemonSet", LOG_NAMES.daemonSet),
      this.agentAddress,
      folders,
    );
  }

  async stopStore(): Promise<void> {
    await this.store?.process.stop();
  }

  async stopAgent(): Promise<void> {
    await this.agent?.process.stop();
  }

  killAgent(): void {
    this.agent?.process.kill();
  }

  /** Creates a pod with one container, and the file of its log. */
  async container(namespace: string, name: string, container = "main"): Promise<ContainerLog> {
    const { server } = environment();
    const inNamespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await applyObjects(server, [inNamespace]);
    const { body: pod } = await server.api.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels: { "app.kubernetes.io/name": `${name}-service` } },
      spec: { nodeName: NODE, containers: [{ name: container, image: "example.invalid/application:1" }] },
    });
    this.created.push(inNamespace, pod);
    await reportStatus(server.api, { pod, podIP: nextPodAddress(NODE), hostIP: nodeAddress(NODE) }, "Running");
    return new ContainerLog(join(this.folder, "containers"), { namespace, name, uid: pod.metadata.uid! }, container);
  }

  /** Writes an event about a pod, as the scheduler does. */
  async event(namespace: string, pod: string, reason: string, note: string): Promise<void> {
    const event = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: `${pod}.${Date.now().toString(16)}`, namespace },
      eventTime: new Date().toISOString().replace("Z", "000Z"),
      reportingController: "default-scheduler",
      reportingInstance: "acceptance",
      action: "Scheduling",
      regarding: { apiVersion: "v1", kind: "Pod", name: pod, namespace },
      type: "Warning",
      reason,
      note,
    };
    await environment().server.api.create(event);
  }

  /** The lines that a LogsQL query finds. */
  async query(query: string): Promise<StoredLine[]> {
    const parameters = new URLSearchParams({ query, limit: "1000000" });
    const url = `https://${this.storeAddress}:${PORTS.victoriaLogs}/select/logsql/query?${parameters.toString()}`;
    const { status, text } = await askOverTls(url, this.access);
    if (status !== 200) throw new Error(`status ${status}: ${text}`);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as StoredLine);
  }

  /** What the store answers to somebody without the password, as status and text. */
  askWithoutPassword(path: string): Promise<{ status: number; text: string }> {
    const url = `https://${this.storeAddress}:${PORTS.victoriaLogs}${path}`;
    return askOverTls(url, { ...this.access, password: "" });
  }

  /** What the agent says of itself. */
  async agentMetrics(): Promise<string> {
    return (await fetch(`http://${this.agentAddress}:${PORTS.collectorMetrics}/metrics`)).text();
  }

  /** Annotations of the store's pod. */
  storeAnnotations(): Readonly<Record<string, string>> {
    return workloadNamed(this.objects, "StatefulSet", STORE.name).spec.template.metadata?.annotations ?? {};
  }

  async stop(): Promise<void> {
    await this.events?.process.stop();
    await this.stopAgent();
    await this.stopStore();
    await removeObjects(environment().server, [...NODE_OBJECTS, ...this.objects, ...this.created]);
  }

  private async run(workload: Workload, podIP: string, folders: Readonly<Record<string, string>>): Promise<RunningPod> {
    this.starts += 1;
    const { api } = this.context;
    const { body: pod } = await api.create(podOf(workload, `${workload.metadata.name}-${this.starts}`, NODE));
    this.created.push(pod);
    // Folders of the run stand in for those of the node and for the volume.
    const volumes = (pod.spec.volumes ?? []).map((volume) => {
      const path = folders[volume.name];
      return path === undefined ? volume : { name: volume.name, hostPath: { path } };
    });
    return runPod(this.context, { pod: { ...pod, spec: { ...pod.spec, volumes } }, podIP, hostIP: nodeAddress(NODE) });
  }
}
