/** The agent of a node: its pod, the configuration that it has read, and what that makes of targets. */
import { parse } from "yaml";
import { type AgentNames, canaryNames, NODE_NAME_VARIABLE } from "../../../contract/names";
import { at, listAt, type Manifest, objectAt, textAt, textsAt } from "../../../policy/evidence/reading";
import { type ScrapeJob, scrapeJobs } from "../../live/scraping/job";
import type { Labels } from "../../live/scraping/relabel";
import { labelsOf, listed, type Look, nameOf, namespaceOf } from "./look";

export interface NodeAgent {
  readonly node: string;
  readonly daemonSet: Manifest | undefined;
  /** Its pod, which may be pending still. */
  readonly pod: Manifest | undefined;
  /** Where the configuration is from, such as `ConfigMap open-telemetry/otel-agent`. */
  readonly source: string;
  /** Whether the ConfigMap has changed since the agent has read it. */
  readonly isOlder: boolean;
  readonly config: unknown;
  readonly jobs: readonly ScrapeJob[];
}

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "metadata.name": ["metadata", "name"],
  "metadata.namespace": ["metadata", "namespace"],
  "spec.nodeName": ["spec", "nodeName"],
  "status.podIP": ["status", "podIP"],
  "status.hostIP": ["status", "hostIP"],
};

/** Environment of the pod's containers, without what Secrets have. */
function environmentOf(pod: Manifest): Labels {
  const variables = listAt(pod, "spec", "containers").flatMap((container) => listAt(container, "env"));
  return variables.reduce<Labels>((known, variable) => {
    const field = FIELDS[textAt(variable, "valueFrom", "fieldRef", "fieldPath")];
    const value = field
      ? textAt(pod, ...field)
      : textAt(variable, "value").replace(/\$\(([^)]+)\)/g, (found, name: string) => known[name] ?? found);
    return { ...known, [textAt(variable, "name")]: value };
  }, {});
}

/** Node of a pod, also of one that waits for a place on the node that its DaemonSet has chosen. */
function nodeNameOf(pod: Manifest): string {
  const placed = textAt(pod, "spec", "nodeName");
  if (placed !== "") return placed;
  const terms = listAt(
    pod,
    ...["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"],
  );
  const fields = terms.flatMap((term) => listAt(term, "matchFields"));
  const chosen = fields.find((field) => textAt(field, "key") === "metadata.name");
  return textsAt(chosen, "values")[0] ?? "";
}

/** Unix seconds of the last change of an object's data. */
function changedAt(object: unknown): number {
  const times = listAt(object, "metadata", "managedFields").map((entry) => Date.parse(textAt(entry, "time")) / 1000);
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}

function configMapOf(pod: Manifest): string {
  const volumes = listAt(pod, "spec", "volumes").map((volume) => textAt(volume, "configMap", "name"));
  return volumes.find((name) => name !== "") ?? "";
}

async function configured(look: Look, namespace: string, pod: Manifest | undefined) {
  const name = pod && configMapOf(pod);
  const configMap = name && (await look.api.get<Manifest>(`/api/v1/namespaces/${namespace}/configmaps/${name}`));
  const [text] = Object.values(objectAt(configMap, "data"));
  if (!pod || typeof text !== "string")
    return { source: "the plan", isOlder: false, config: look.planned["agent"], environment: {} };
  const started = Date.parse(textAt(pod, "status", "startTime")) / 1000;
  return {
    source: `ConfigMap ${namespace}/${name ?? ""}`,
    isOlder: changedAt(configMap) > started,
    config: parse(text) as unknown,
    environment: environmentOf(pod),
  };
}

/** A pod as the DaemonSet would create it on the node. */
function wouldBe(daemonSet: Manifest, node: string): Manifest {
  const template = objectAt(daemonSet, "spec", "template");
  const metadata = { namespace: namespaceOf(daemonSet), name: `${nameOf(daemonSet)}-?`, labels: labelsOf(template) };
  return { metadata, spec: { ...objectAt(template, "spec"), nodeName: node } };
}

const isNewer = (one: Manifest, other: Manifest) =>
  textAt(one, "metadata", "creationTimestamp") < textAt(other, "metadata", "creationTimestamp") ? 1 : -1;

/** A DaemonSet of agents, and its pod on a node. */
async function agentsOf(look: Look, { namespace, daemonSet: name }: AgentNames, node: string) {
  const daemonSet = await look.api.get<Manifest>(`/apis/apps/v1/namespaces/${namespace}/daemonsets/${name}`);
  const selector = new URLSearchParams({
    labelSelector: Object.entries(objectAt(daemonSet, "spec", "selector", "matchLabels"))
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(","),
  });
  const pods = daemonSet ? await listed(look, `/api/v1/namespaces/${namespace}/pods?${selector.toString()}`) : [];
  const [pod] = pods
    .filter((one) => nodeNameOf(one) === node && at(one, "metadata", "deletionTimestamp") === undefined)
    .sort(isNewer);
  return { daemonSet, pod };
}

/** Reads the agent of a node: that of the canary where there is one, or that which most nodes have. */
export async function agentOf(look: Look, node: string): Promise<NodeAgent> {
  const { agent } = look.names;
  const { namespace } = agent;
  const canary = await agentsOf(look, canaryNames(agent), node);
  const { daemonSet, pod } = canary.pod ? canary : await agentsOf(look, agent, node);
  const like = pod ?? (daemonSet && wouldBe(daemonSet, node));
  const { environment, ...rest } = await configured(look, namespace, like);
  const variables = { [NODE_NAME_VARIABLE]: node, ...environment };
  return { node, daemonSet, pod, ...rest, jobs: scrapeJobs(rest.config, variables) };
}
