/** An agent on a node that pods of several teams share, and the store that it writes to. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { agentParts } from "../../../collector/agent/values";
import { withConfigurationMap } from "../../../collector/common/configurationMap";
import { AGENTS } from "../../../collector/common/spanCertificates";
import { NAMES, NAMESPACES } from "../../../contract/names";
import { collectorImage, type Distribution } from "../../../contract/images";
import type { CollectorConfig } from "../../../collector/common/model";
import { parseSettings, type SecretName } from "../../../settings/parse";
import type { Settings } from "../../../settings/schema/settings";
import { PORTS } from "../../../contract/ports";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import { spanTlsFiles } from "../../harness/credentials/spanTls";
import { PrometheusApi } from "../../programs/prometheusApi";
import { reportStatus, type RunningPod, runPod } from "../cluster/kubelet";
import { KubernetesApi, type KubernetesObject } from "../cluster/kubernetes";
import { createNodes, nextPodAddress, nodeAddress, NODE_OBJECTS, type NodeName } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import type { Pod } from "../cluster/pods";
import { podOf, workloadNamed } from "../cluster/workloads";
import { EVERY_RULE } from "../../monitoring/everyRule";
import { environment } from "../environment";
import { podObject, type TenantPod } from "../applications/tenantPods";
import { chartObjects } from "../stack/chart";
import { certificatesObject } from "../stack/credentials";
import type { PlannedChart } from "../stack/plan";

export const NODE = "acceptance-1";

/** Namespace whose pods may send for others. */
export const TRUSTED = "observability";

interface AgentPlan {
  readonly chart: PlannedChart;
  /** What the stack puts beside the chart. */
  readonly besides: readonly KubernetesObject[];
  readonly settings: Settings;
}

export interface TenantsOptions {
  readonly distribution: Distribution;
  /** Settings of the agent beside those that all cases have. */
  readonly agent?: Readonly<Record<string, unknown>>;
  /** Other sections of the settings. Default: none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Secrets that those need. Default: none. */
  readonly secrets?: readonly SecretName[];
  /** Objects that have to be there before the agents, such as Secrets that they mount. Default: none. */
  readonly objects?: readonly KubernetesObject[];
  /** Attributes that the stack adds. Default: none. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Nodes that have an agent. Default: `NODE`. */
  readonly nodes?: readonly NodeName[];
  /** Changes the agents' configuration, as a hand at the cluster might. */
  readonly edit?: (config: CollectorConfig) => CollectorConfig;
  /** Where the agents find the API server. Default: at its own address. */
  readonly apiServer?: URL;
}

/** The agents of a stack that writes to this store and has a trace pipeline. */
function agentPlan(
  store: string,
  { distribution, agent, attributes, settings: more, secrets, edit }: TenantsOptions,
  folder: string,
): AgentPlan {
  const raw = {
    environment: "acceptance",
    cluster: { kind: "existing", name: "acceptance" },
    collectorImage: { distribution },
    ...(attributes && { attributes }),
    agent: {
      scrapeIntervalSeconds: 1,
      scrapeTimeoutSeconds: 1,
      debugExporter: true,
      trustedNamespaces: [TRUSTED],
      ...agent,
    },
    metrics: { kind: "remote", url: `${store}/api/v1/write` },
    tracing: {},
    ...more,
  };
  const settings = parseSettings(raw, secrets);
  const { values: planned, priorityClass } = agentParts(settings, {
    remoteWrite: {
      url: `${store}/api/v1/write`,
      headers: {},
      authentication: "none",
      authority: "public",
      version: "2.0",
    },
    traces: { sampling: "probabilistic", protocols: [] },
    image: collectorImage(settings.collectorImage),
  });
  const edited = edit ? { ...planned, alternateConfig: edit(planned.alternateConfig as CollectorConfig) } : planned;
  const { values, configMap } = withConfigurationMap(edited, NAMESPACES.agent);
  const valuesFile = join(folder, "values.yaml");
  writeFileSync(valuesFile, stringify(values, { aliasDuplicateObjects: false }));
  const chart = { release: NAMES.agentRelease, namespace: NAMESPACES.agent, values, valuesFile };
  return { chart, besides: [configMap, ...(priorityClass ? [priorityClass] : [])], settings };
}

/** A pod of a team. The tests stand for its program. */
export interface RunningTenantPod {
  readonly pod: Pod;
  readonly podIP: string;
}

const namespaceObject = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});

async function startStore(address: string, folder: string): Promise<{ api: PrometheusApi; process: ManagedProcess }> {
  const { programs, logs } = environment();
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "prometheus.yml");
  const storage = { tsdb: { out_of_order_time_window: "30m" } };
  const rules = Object.entries(EVERY_RULE).map(([name, rules]) => {
    writeFileSync(join(folder, name), stringify(rules));
    return name;
  });
  writeFileSync(config, stringify({ global: { evaluation_interval: "1s" }, rule_files: rules, storage }));
  const url = `http://${address}:${PORTS.prometheus}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    `--web.listen-address=${address}:${PORTS.prometheus}`,
    "--web.enable-remote-write-receiver",
  ];
  const process = startProcess("tenants-store", programs.prometheus!, args, { folder: logs });
  await eventually(
    "the store is ready",
    60,
    async () => {
      const { ok, status } = await fetch(`${url}/-/ready`);
      if (!ok) throw new Error(`status ${status}`);
    },
    [process],
  );
  return { api: new PrometheusApi(url), process };
}

type RunningAgent = RunningPod & { readonly podIP: string };

/** Time in which every agent has seen a pod. */
const SEEN_MILLISECONDS = 3000;

/** The agents of one or two nodes with everything that pods reach, and the pods that a case creates. */
export class Tenants {
  readonly objects: KubernetesObject[] = [];

  private constructor(
    readonly store: PrometheusApi,
    readonly settings: Settings,
    /** The agent of the first node. */
    readonly agent: RunningAgent,
    private readonly others: readonly RunningAgent[],
    private readonly storeProcess: ManagedProcess,
  ) {}

  static async start(options: TenantsOptions): Promise<Tenants> {
    const { distribution, nodes = [NODE], apiServer } = options;
    const { server, programs, logs, folder: temporary } = environment();
    const folder = mkdtempSync(join(temporary, `tenants-${distribution}-`));
    const { api, process } = await startStore(nextPodAddress(NODE), join(folder, "store"));
    const planned = agentPlan(api.url, options, folder);
    const chart = await chartObjects(planned.chart, programs.helm);
    const tls = await spanTlsFiles();
    const certificates = certificatesObject(NAMES.agentDaemonSet, NAMESPACES.agent, tls[AGENTS]);
    const objects = [
      namespaceObject(NAMESPACES.agent),
      ...planned.besides,
      certificates,
      ...(options.objects ?? []),
      ...chart,
    ];
    await createNodes(server.api);
    await applyObjects(server, objects);
    const daemonSet = workloadNamed(chart, "DaemonSet", NAMES.agentDaemonSet);
    const access = { ...server.api.access, ...(apiServer && { server: apiServer }) };
    const context = { api: new KubernetesApi(access), programs, folder: join(folder, "pods"), logs, hosts: {} };
    const agents: RunningAgent[] = [];
    for (const node of nodes) {
      const name = `tenants-${distribution}${node === NODE ? "" : `-${node}`}`;
      const { body: pod } = await server.api.create(podOf(daemonSet, name, node));
      const podIP = nextPodAddress(node);
      agents.push({ ...(await runPod(context, { pod, podIP, hostIP: nodeAddress(node) })), podIP });
    }
    const [agent, ...others] = agents;
    if (!agent) throw new Error("no node has an agent");
    const started = new Tenants(api, planned.settings, agent, others, process);
    started.objects.push(...NODE_OBJECTS, ...objects, ...agents.map(({ pod }) => pod));
    return started;
  }

  /** Creates a pod, ready as its kubelet would report it. */
  async pod(tenantPod: TenantPod): Promise<RunningTenantPod> {
    const { namespace, node = NODE } = tenantPod;
    const { server } = environment();
    const inNamespace = namespaceObject(namespace);
    await applyObjects(server, [inNamespace]);
    const { body: pod } = await server.api.create<Pod>(podObject({ ...tenantPod, node }));
    this.objects.push(inNamespace, pod);
    const podIP = nextPodAddress(node);
    await reportStatus(server.api, { pod, podIP, hostIP: nodeAddress(node) }, "Running");
    return { pod, podIP };
  }

  /**
   * Creates objects that go with the tenants. An EndpointSlice comes after its pods are known, as from its controller,
   * which waits until they are ready: Prometheus does not look at a slice again that came before its pod.
   */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    if (objects.some(({ kind }) => kind === "EndpointSlice")) await sleep(SEEN_MILLISECONDS);
    await applyObjects(environment().server, objects);
    this.objects.push(...objects);
  }

  async stop(): Promise<void> {
    for (const { process } of [this.agent, ...this.others]) await process.stop();
    await this.storeProcess.stop();
    await removeObjects(environment().server, this.objects);
  }
}
