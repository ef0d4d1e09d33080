/** Whose a sample or a span is: what discovery and the network say, never what the sender says. */
import { type ComponentId, COMPONENTS, PROCESSORS } from "../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { COLLECTOR_LABEL_NAME, EXPORTED_PREFIX, POD_ATTRIBUTES } from "../../contract/series";
import type { JsonObject } from "../common/model";
import type { Component } from "../common/pipelines";
import type { StackAttributes } from "../common/processors";
import { LABEL_LIMITS } from "./scraping/job";

/** Attributes of the pod. All of them come from the pod itself, so that only pods are watched. */
const EXTRACTED = [
  ...POD_ATTRIBUTES,
  // Only where the application does not say: from the pod's label `app.kubernetes.io/name`.
  "service.name",
];

/** It does not wait for the API server, because an agent has to start while the API server is unavailable. */
function kubernetesAttributes(id: ComponentId, source: JsonObject): Component {
  const settings = {
    auth_type: "serviceAccount",
    filter: { node_from_env_var: NODE_NAME_VARIABLE },
    extract: { metadata: EXTRACTED },
    pod_association: [{ sources: [source] }],
    // The staleness markers of a deleted pod's series come two scrapes later and need the same attributes.
    pod_delete_grace_period: "10m",
  };
  return { id, settings };
}

/** Adds the attributes of the pod that was scraped. Its uid is what discovery says. */
export function scrapedPod(): Component {
  return kubernetesAttributes(PROCESSORS.kubernetesAttributes, { from: "resource_attribute", name: "k8s.pod.uid" });
}

/**
 * Adds the attributes of the pod that sent the data, for pods of the agent's own node, by the address of the connection.
 * An attribute that is there stays as it is, so the sender's own words have another name by then.
 *
 * @param enrich whether pods are asked for. Without it, nobody's word is believed either
 * @param trusted namespaces whose pods may speak for others
 * @param stack what the agent sets of the stack
 */
export function sender(enrich: boolean, trusted: readonly string[], stack: StackAttributes): Component[] {
  const claims = senderClaims(stack);
  if (!enrich) return [claims];
  const attributes = kubernetesAttributes(COMPONENTS.senderAttributes, { from: "connection" });
  return [claims, attributes, senderTrust(trusted)];
}

/** Matches the names, and every other name that becomes the same label. */
const anyOf = (names: readonly string[]) => `^(${names.map((name) => name.replace(/[._]/g, "[^a-z]+")).join("|")})$$`;

const exported = (context: string, names: readonly string[]) =>
  `replace_all_patterns(${context}, "key", "${anyOf(names)}", "${EXPORTED_PREFIX}$$1")`;

const RESOURCE = "resource.attributes";
const POINT = "datapoint.attributes";

/** Set where the sender may speak for others; no sender can set it. */
const TRUSTED = `${RESOURCE}["sender.trusted"]`;

/** What identifies a pod and is no label: nothing needs a sender's word about it. */
const NO_LABELS = `delete_matching_keys(${RESOURCE}, "^k8s[.]pod[.](ip|uid)$$")`;

/** Attributes that are kept where a sender has more than there may be. */
const FIRST_ATTRIBUTES = ["service.name", "service.namespace", "service.instance.id", ...POD_ATTRIBUTES];

/** Before all others: their time grows with the square of the attributes, and one sender must not keep the agent busy. */
const fewAttributes = (context: string, first: readonly string[] = []) =>
  `limit(${context}, ${LABEL_LIMITS.count}, ${JSON.stringify(first)})`;

/** Attributes that become labels are as short as those of a scraped sample. */
function shortAttributes(context: string): string[] {
  const { nameBytes, valueBytes } = LABEL_LIMITS;
  return [`delete_matching_keys(${context}, "(?s)^.{${nameBytes + 1}}")`, `truncate_all(${context}, ${valueBytes})`];
}

/** Texts of a sample that are no attributes: its name becomes a label too, and the store keeps its help. */
const shortText = (path: string) =>
  `set(${path}, Substring(${path}, 0, ${LABEL_LIMITS.valueBytes})) where Len(${path}) > ${LABEL_LIMITS.valueBytes}`;

/**
 * Gives the prefix to whatever a sender says under the name of a label that the agent sets. Of a sample, data points say
 * it too. Of a span, the namespace would be that of its span metrics.
 */
function senderClaims(stack: StackAttributes): Component {
  const ofSamples = [...POD_ATTRIBUTES, ...Object.keys(stack), COLLECTOR_LABEL_NAME, "job", "instance"];
  const ofSpans = [...POD_ATTRIBUTES, "k8s.cluster.name"];
  const ofResource = (names: readonly string[], short: readonly string[] = []) => [
    fewAttributes(RESOURCE, FIRST_ATTRIBUTES),
    ...short,
    `delete_key(${RESOURCE}, "sender.trusted")`,
    NO_LABELS,
    exported(RESOURCE, names),
    ...Object.entries(stack).map(([name, value]) => repeated(name, JSON.stringify(value))),
  ];
  return transform(
    COMPONENTS.senderClaims,
    [
      ofResource(ofSamples, shortAttributes(RESOURCE)),
      [fewAttributes("scope.attributes"), ...shortAttributes("scope.attributes"), shortText("scope.name")],
      ["metric.name", "metric.description", "metric.unit"].map(shortText),
      [fewAttributes(POINT), ...shortAttributes(POINT), exported(POINT, ofSamples)],
    ],
    [ofResource(ofSpans), [`delete_key(span.attributes, "k8s.namespace.name")`]],
  );
}

/** Takes the prefix away where the sender may speak for others, and drops what only repeats the agent's own words. */
function senderTrust(trusted: readonly string[]): Component {
  const statements = [...believed(trusted), ...POD_ATTRIBUTES.map((name) => repeated(name, `${RESOURCE}["${name}"]`))];
  return transform(COMPONENTS.senderTrust, [statements], [statements]);
}

/** A namespace that it names takes the place of its own, with all that it says of the pod. */
function believed(trusted: readonly string[]): string[] {
  if (trusted.length === 0) return [];
  const namespace = `${RESOURCE}["k8s.namespace.name"]`;
  const isTrusted = trusted.map((name) => `${namespace} == "${name}"`).join(" or ");
  const pod = anyOf(POD_ATTRIBUTES);
  return [
    `set(${TRUSTED}, true) where (${isTrusted}) and ${RESOURCE}["${EXPORTED_PREFIX}k8s.namespace.name"] != nil`,
    `delete_matching_keys(${RESOURCE}, "${pod}") where ${TRUSTED} == true`,
    `replace_all_patterns(${RESOURCE}, "key", "^${EXPORTED_PREFIX}(k8s[.][a-z]+[.]name)$$", "$$1") where ${TRUSTED} == true`,
    `delete_key(${RESOURCE}, "sender.trusted")`,
  ];
}

function repeated(name: string, value: string): string {
  const said = `${EXPORTED_PREFIX}${name}`;
  return `delete_key(${RESOURCE}, "${said}") where ${RESOURCE}["${said}"] == ${value}`;
}

type Groups = readonly (readonly string[])[];

/** @param samples statements in groups, each about one of resource, scope, metric, data point and span */
function transform(id: ComponentId, samples: Groups, spans: Groups): Component {
  const grouped = (groups: Groups) => groups.map((statements) => ({ statements }));
  const settings = { error_mode: "propagate", metric_statements: grouped(samples), trace_statements: grouped(spans) };
  return { id, settings };
}
