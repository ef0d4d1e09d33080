/** Labels, annotations and pull secrets that somebody adds to everything, besides those of the model. */
import { CHART_MODES } from "../../contract/collector/chart";
import { at, listAt, type Manifest, objectAt, textAt } from "./reading";

/** Domains whose keys are acted upon, by Kubernetes, a cloud or the agents: the model lists each that may be there. */
const ACTING = [
  ...["kubernetes.io", "k8s.io", "helm.sh", "pulumi.com", "prometheus.io", "gke-telemetry"],
  ...["google.com", "gke.io", "amazonaws.com", "azure.workload.identity"],
];

/** Whether a key is neither acted upon nor one by which the stack selects pods. */
function isOwnKey(key: string): boolean {
  const [domain = "", name] = key.split("/");
  if (name === undefined) return key !== "component";
  return !ACTING.some((one) => domain === one || domain.endsWith(`.${one}`));
}

/** Where a Kubernetes object has labels and annotations. */
const OBJECT_PLACES = {
  labels: [
    ["metadata", "labels"],
    ["spec", "template", "metadata", "labels"],
  ],
  annotations: [
    ["metadata", "annotations"],
    ["spec", "template", "metadata", "annotations"],
  ],
  pullSecrets: [["spec", "template", "spec", "imagePullSecrets"]],
} as const;

/** Where values of the collector's chart have them. */
const VALUES_PLACES = {
  labels: [["additionalLabels"], ["podLabels"]],
  annotations: [
    ["annotations"],
    ["podAnnotations"],
    ["service", "annotations"],
    ["serviceAccount", "annotations"],
    ["clusterRole", "annotations"],
    ["clusterRole", "clusterRoleBinding", "annotations"],
  ],
  pullSecrets: [["imagePullSecrets"]],
} as const;

const isValues = (value: unknown) => Object.keys(CHART_MODES).includes(textAt(value, "mode"));

/** A copy without what is at a path, if the rest of the path is there. */
function replaced(value: unknown, path: readonly string[], change: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const found = at(value, key);
  if (found === undefined) return value;
  const inner = replaced(found, rest, change);
  const others = Object.entries(objectAt(value)).filter(([name]) => name !== key);
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}

const withoutOwnKeys = (texts: unknown) =>
  Object.fromEntries(Object.entries(objectAt(texts)).filter(([key]) => !isOwnKey(key)));

/** Nothing where there is nothing else: a chart's values then do not name the part at all. */
function withoutOwnValues(texts: unknown): unknown {
  const kept = withoutOwnKeys(texts);
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function stripped(
  value: unknown,
  { labels, annotations, pullSecrets }: Places,
  change: (texts: unknown) => unknown,
): unknown {
  const texts = [...labels, ...annotations].reduce((rest, path) => replaced(rest, path, change), value);
  return pullSecrets.reduce((rest, path) => replaced(rest, path, () => undefined), texts);
}

interface Places {
  readonly labels: readonly (readonly string[])[];
  readonly annotations: readonly (readonly string[])[];
  readonly pullSecrets: readonly (readonly string[])[];
}

/** The inputs of a resource without what is somebody's own, for the comparison with the model. */
export function withoutOwnMetadata(props: Manifest): Manifest {
  const values = at(props, "values");
  if (isValues(values)) return { ...props, values: stripped(values, VALUES_PLACES, withoutOwnValues) };
  return textAt(props, "kind") === "" ? props : objectAt(stripped(props, OBJECT_PLACES, withoutOwnKeys));
}

/** What somebody added at each place of a resource that has the place, as text that can be compared. */
export interface OwnAdditions {
  readonly labels: readonly string[];
  readonly annotations: readonly string[];
  readonly pullSecrets: readonly string[];
}

/** What is added to a Kubernetes object or by the values of a chart; undefined for every other resource. */
export function ownAdditions(type: string, props: Manifest): OwnAdditions | undefined {
  if (!type.startsWith("kubernetes:") || type.endsWith("Patch")) return undefined;
  const values = at(props, "values");
  const [holder, places]: [unknown, Places] = isValues(values) ? [values, VALUES_PLACES] : [props, OBJECT_PLACES];
  const isPod = isValues(values) || at(props, "spec", "template", "spec") !== undefined;
  const here = (paths: Places["labels"]) => paths.filter((path) => isPod || !path.includes("template"));
  const texts = (path: readonly string[]) =>
    JSON.stringify(
      Object.entries(objectAt(holder, ...path))
        .filter(([key]) => isOwnKey(key))
        .sort(),
    );
  return {
    labels: here(places.labels).map(texts),
    annotations: here(places.annotations).map(texts),
    pullSecrets: here(places.pullSecrets).map((path) => JSON.stringify(listAt(holder, ...path))),
  };
}
