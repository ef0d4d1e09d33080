/** What a running stack scrapes and needs: its cluster is asked for nodes and pods, its store for the rest. */
import { at, textAt } from "../../../policy/evidence/reading";
import { JOBS } from "../../../contract/series";
import { stackNames } from "../../../contract/names";
import type { Settings } from "../../../settings/schema/settings";
import { BYTES_PER_MIB } from "../../../settings/sizing/units";
import { UserError } from "../../cli";
import { openCluster } from "../../live/api";
import type { LiveCluster } from "../../live/cluster";
import { aboutStack, identityOf } from "../../../monitoring/ownParts";
import { Reader } from "../../live/reader";
import { openStore, type Store } from "../../live/store";

/** What the store says of a running stack. */
export interface Measured {
  readonly samplesPerSecond: number;
  /** Of the node whose targets have the most samples. */
  readonly busiestNode: number;
  readonly series: number;
  readonly targets: number;
  readonly targetsOfBusiestNode: number;
  /** The most that any agent has had in the last hour, in MiB, and the most CPU of one in the last ten minutes. */
  readonly agentMiB: number;
  readonly agentMillicores: number;
  /** Of the stack's own Prometheus; absent where the store exists already. */
  readonly store?: { readonly memoryMiB: number; readonly diskMiB: number };
}

/** What is there. What could not be read is absent, and in `unseen` as sentences. */
export interface Live {
  readonly nodes?: number;
  readonly pods?: number;
  /** Running pods with `prometheus.io/scrape: "true"`. */
  readonly annotatedPods?: number;
  readonly measured?: Measured;
  readonly unseen: readonly string[];
}

const TIMEOUT_SECONDS = 30;

/** Most objects of a list. */
const MOST = 200_000;

const MILLICORES = 1000;

/** The largest value of an answer; 0 where there is none. */
async function largest(store: Store, expression: string): Promise<number> {
  const values = (await store.query(expression)).map(({ value }) => value).filter(Number.isFinite);
  return Math.max(0, ...values);
}

async function measure(store: Store, settings: Settings): Promise<Measured> {
  const { agent, placements } = stackNames(settings.namespaces);
  const ofAgents = `job="${JOBS.agent}", k8s_namespace_name="${agent.namespace}"`;
  const ofStore = `job="${JOBS.prometheus}", k8s_namespace_name="${placements.prometheus.namespace}"`;
  // Pods may ask for intervals of their own, so what each scrape had is summed up. The agents' own scrapes have the stack's
  // interval, and tell how much of the ten minutes there was.
  const samplesOfNode = "sum by (k8s_node_name) (sum_over_time(scrape_samples_post_metric_relabeling[10m]))";
  const interval = settings.agent.scrapeIntervalSeconds;
  const seconds = `(${interval} * scalar(max(count_over_time(up{${ofAgents}}[10m]))))`;
  const isOwn = settings.metrics.kind === "prometheus";
  const [scraped, busiest, stored, series, targets, targetsOfBusiestNode, memory, processors, ...ofPrometheus] =
    await Promise.all(
      [
        `sum(${samplesOfNode}) / ${seconds}`,
        `max(${samplesOfNode}) / ${seconds}`,
        isOwn ? `sum(rate(prometheus_tsdb_head_samples_appended_total{${ofStore}}[10m]))` : "vector(0)",
        isOwn ? `max(prometheus_tsdb_head_series{${ofStore}})` : "sum(scrape_samples_post_metric_relabeling)",
        "count(up)",
        "max(count by (k8s_node_name) (up))",
        `max(max_over_time(otelcol_process_memory_rss_bytes{${ofAgents}}[1h]))`,
        `max(rate(otelcol_process_cpu_seconds_total{${ofAgents}}[10m]))`,
        ...(isOwn
          ? [
              `max(max_over_time(process_resident_memory_bytes{${ofStore}}[1h]))`,
              `max(prometheus_tsdb_storage_blocks_bytes{${ofStore}} + prometheus_tsdb_wal_storage_size_bytes{${ofStore}})`,
            ]
          : []),
      ].map((expression) => largest(store, aboutStack(expression, identityOf(settings)))),
    );
  const rate = Math.max(scraped ?? 0, stored ?? 0);
  // What is sent over OTLP is in the store's rate alone: it is taken to be spread like what is scraped.
  const share = scraped ? (busiest ?? 0) / scraped : 1;
  const [memoryBytes, diskBytes] = ofPrometheus;
  return {
    samplesPerSecond: Math.ceil(rate),
    busiestNode: Math.ceil(rate * share),
    series: series ?? 0,
    targets: targets ?? 0,
    targetsOfBusiestNode: targetsOfBusiestNode ?? 0,
    agentMiB: Math.round((memory ?? 0) / BYTES_PER_MIB),
    agentMillicores: Math.round((processors ?? 0) * MILLICORES),
    ...(memoryBytes !== undefined && {
      store: {
        memoryMiB: Math.round(memoryBytes / BYTES_PER_MIB),
        diskMiB: Math.round((diskBytes ?? 0) / BYTES_PER_MIB),
      },
    }),
  };
}

/** Why the store was not asked, as a sentence. */
const reasonOf = (error: unknown) => (error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));

async function askStore({ plan, access }: LiveCluster): Promise<Pick<Live, "measured" | "unseen">> {
  if (!plan) return { unseen: ["the store: without --stack its address is not known"] };
  let store: Store | undefined;
  try {
    store = await openStore(plan.settings, access);
    const measured = await measure(store, plan.settings);
    return measured.samplesPerSecond > 0
      ? { measured, unseen: [] }
      : { unseen: ["the store: it has no samples of the last minutes"] };
  } catch (error) {
    return { unseen: [`the store: ${reasonOf(error)}`] };
  } finally {
    await store?.close();
  }
}

const SCRAPED = "prometheus.io/scrape";

/** Whether agents scrape a pod. */
function isAnnotated(pod: unknown): boolean {
  return textAt(pod, "metadata", "annotations", SCRAPED) === "true" && at(pod, "status", "phase") === "Running";
}

/**
 * Reads what is there. It changes nothing.
 *
 * @throws UserError where nothing of it can be read: a size that follows from nothing would look like one of the cluster
 */
export async function readLive(cluster: LiveCluster): Promise<Live> {
  const api = await openCluster({ ...cluster.access, timeoutSeconds: TIMEOUT_SECONDS });
  const reader = new Reader(api, { most: MOST });
  const [nodes, pods, store] = await Promise.all([
    reader.list("Nodes", "/api/v1/nodes", (node) => textAt(node, "metadata", "labels", "kubernetes.io/os")),
    reader.list("Pods", "/api/v1/pods", isAnnotated),
    askStore(cluster),
  ]);
  const unseen = [...reader.unseen, ...store.unseen];
  if (!nodes && !pods && !store.measured)
    throw new UserError(`Nothing of the cluster can be read, so nothing follows from it:\n${unseen.join("\n")}`);
  return {
    ...(nodes && { nodes: nodes.filter((os) => os !== "windows").length }),
    ...(pods && { pods: pods.length, annotatedPods: pods.filter((is) => is).length }),
    ...store,
    unseen,
  };
}
