/** Reads what a bug report needs of a running stack, without what is secret. */
import versions from "../../contract/versions.json";
import { NAMESPACES, type Namespaces } from "../../contract/names";
import { loadClient } from "../../lease/kubernetesLease";
import { LABELS, PROMETHEUS } from "../../monitoring/metrics";
import { is, series } from "../../monitoring/promql";
import { listAt, type Manifest, objectAt, textAt } from "../../policy/evidence/reading";
import type { Settings } from "../../settings/schema/settings";
import { openCluster, RequestError } from "../live/api";
import type { LiveCluster, PlannedStack } from "../live/cluster";
import { inTurns } from "../live/inTurns";
import { Reader } from "../live/reader";
import { aboutStack, identityOf, ofStackOrNone } from "../../monitoring/ownParts";
import { openStore } from "../live/store";
import { UserError } from "../cli";
import { CATEGORIES } from "../doctor/checks/all";
import { tell } from "../progress";
import { doctor, expectedOf } from "../doctor/doctor";
import type { BundleFile } from "./bundle";
import { Redaction } from "./redact";

const TIMEOUT_SECONDS = 30;
const MOST_OBJECTS = 20_000;
/** Last lines of each container's log. */
const LOG_LINES = 500;

/** Lists of a namespace. Secrets are not among them. */
const LISTS = {
  pods: "/api/v1",
  services: "/api/v1",
  configmaps: "/api/v1",
  events: "/api/v1",
  persistentvolumeclaims: "/api/v1",
  resourcequotas: "/api/v1",
  deployments: "/apis/apps/v1",
  daemonsets: "/apis/apps/v1",
  statefulsets: "/apis/apps/v1",
  replicasets: "/apis/apps/v1",
  networkpolicies: "/apis/networking.k8s.io/v1",
  endpointslices: "/apis/discovery.k8s.io/v1",
} as const;

const QUERIES = {
  "targets that are down": "up == 0",
  "targets by job": "count by (job) (up)",
  "samples accepted per second, by node":
    "sum by (k8s_node_name) (rate(otelcol_receiver_accepted_metric_points_total[5m]))",
  "lost per second":
    "sum by (k8s_node_name, reason) (rate(otelcol_exporter_durable_remote_write_dropped_samples_total[5m])) > 0",
  "seconds that the oldest of a queue waits": "otelcol_exporter_durable_remote_write_queue_oldest_age_seconds",
  "requests in queues": "otelcol_exporter_queue_size",
  "series of the store": "prometheus_tsdb_head_series",
  "memory of agents, in bytes": "otelcol_process_memory_rss_bytes",
} as const;

/** What the store is asked about the stack. Some alerts are about no cluster. */
function queriesOf(settings: Settings): [what: string, expression: string][] {
  const stack = identityOf(settings);
  const alerts = series(PROMETHEUS.alerts, is(LABELS.alertState, "firing"), ...ofStackOrNone(stack));
  return Object.entries({ ...QUERIES, "active alerts": alerts }).map(([what, expression]) => [
    what,
    aboutStack(expression, stack),
  ]);
}

export interface Gathered {
  readonly files: readonly BundleFile[];
  /** What could not be read, one sentence each. */
  readonly unseen: readonly string[];
  readonly removed: number;
  /** Known secrets of the stack's namespaces that were looked for; undefined where they may not be read. */
  readonly knownSecrets?: number;
}

/** What is in a Secret and is none: certificates are public, and a user's name is a word of any text. */
const PUBLIC = /\.crt$|^user(?:name)?$/i;

/** Values of a Secret that are secret. */
function valuesOf(secret: Manifest): string[] {
  return Object.entries(objectAt(secret, "data")).flatMap(([key, value]) =>
    PUBLIC.test(key) || typeof value !== "string" ? [] : [Buffer.from(value, "base64").toString()],
  );
}

async function logsOf(access: LiveCluster["access"], pods: readonly Manifest[]): Promise<BundleFile[]> {
  const { client, config } = await loadClient(access);
  const core = config.makeApiClient(client.CoreV1Api);
  const wanted = pods.flatMap((pod) =>
    ["initContainers", "containers"].flatMap((kind) =>
      listAt(pod, "spec", kind).flatMap((container) =>
        [false, true].map((previous) => ({
          namespace: textAt(pod, "metadata", "namespace"),
          name: textAt(pod, "metadata", "name"),
          container: textAt(container, "name"),
          previous,
        })),
      ),
    ),
  );
  const files = await inTurns(wanted, async ({ previous, ...of }) => {
    const path = `logs/${of.namespace}/${of.name}/${of.container}${previous ? ".previous" : ""}.log`;
    const ask = core.readNamespacedPodLog({ ...of, previous, tailLines: LOG_LINES });
    const text = await ask.catch(
      (error: unknown) => `(no log: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""})\n`,
    );
    // Most containers have not run before.
    return previous && text.startsWith("(no log") ? [] : [{ path, text }];
  });
  return files.flat();
}

async function storeAnswers({ settings }: PlannedStack, access: LiveCluster["access"]): Promise<unknown> {
  try {
    const store = await openStore(settings, access);
    const answers = [];
    for (const [what, expression] of queriesOf(settings))
      answers.push({ what, expression, result: await store.query(expression) });
    await store.close();
    return answers;
  } catch (error) {
    if (error instanceof UserError || error instanceof RequestError) return { failure: error.message };
    throw error;
  }
}

/** The stack's own namespaces. The setting has more than their names. */
function namespacesOf({ settings }: PlannedStack): string[] {
  const parts = Object.keys(NAMESPACES) as (keyof Namespaces)[];
  return [...new Set(parts.map((part) => settings.namespaces[part]))];
}

/** Values of all Secrets of the namespaces, and whether all could be read. */
async function secretsOf(
  reader: Reader,
  namespaces: readonly string[],
): Promise<{ values: string[]; isWhole: boolean }> {
  const what = "Secrets, whose values are then known by their form alone";
  const lists = await inTurns(namespaces, (namespace) =>
    reader.list(what, `/api/v1/namespaces/${namespace}/secrets`, valuesOf),
  );
  return { values: lists.flatMap((list) => (list ?? []).flat()), isWhole: lists.every((list) => list !== undefined) };
}

/** Reads everything. */
export async function gather(live: LiveCluster, plan: PlannedStack): Promise<Gathered> {
  const { access } = live;
  const api = await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS });
  const reader = new Reader(api, { most: MOST_OBJECTS });
  const namespaces = namespacesOf(plan);
  const version = await api.get<object>("/version");
  tell("Reading secrets, to take them out");
  const { values, isWhole } = await secretsOf(reader, namespaces);
  const redaction = new Redaction(values);
  const wanted = namespaces.flatMap((namespace) =>
    Object.entries(LISTS).map(([resource, root]) => ({
      namespace,
      resource,
      path: `${root}/namespaces/${namespace}/${resource}`,
    })),
  );
  const lists = await inTurns(wanted, async ({ path, ...one }) => ({
    ...one,
    items: (await reader.list(one.resource, path, (object) => object)) ?? [],
  }));
  const nodes = (await reader.list("nodes", "/api/v1/nodes", (object) => object)) ?? [];
  tell("Reading logs");
  const logs = await logsOf(
    access,
    lists.flatMap(({ resource, items }) => (resource === "pods" ? items : [])),
  );
  const { settings, forecast, collectors } = plan;
  const objects = Object.entries({
    ...Object.fromEntries(
      lists.flatMap(({ namespace, resource, items }) =>
        items.length === 0 ? [] : [[`objects/${namespace}/${resource}.json`, redaction.object(items)]],
      ),
    ),
    "objects/nodes.json": redaction.object(nodes),
    "versions.json": { cluster: version, pinned: versions, node: process.version },
    "plan.json": { settings, forecast, collectors },
    "store.json": await storeAnswers(plan, access),
    "doctor.json": await doctor(live, CATEGORIES, {
      expected: expectedOf(live),
      now: Date.now,
    }),
  }).map(([path, value]) => ({ path, text: `${JSON.stringify(value, undefined, 2)}\n` }));
  const files = [...objects, ...logs].map(({ path, text }) => ({ path, text: redaction.text(text) }));
  const leaking = files.filter(({ text }) => redaction.has(text)).map(({ path }) => path);
  if (leaking.length > 0) throw new UserError(`A secret is left in ${leaking.join(", ")}. Nothing was written.`);
  return {
    files,
    unseen: reader.unseen,
    removed: redaction.removed,
    ...(isWhole && { knownSecrets: values.length }),
  };
}
