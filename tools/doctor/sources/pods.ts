/** Every pod of the cluster, as far as discovery looks at it. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { type Sidecar, sidecarOf } from "../../live/mesh";
import type { Source } from "../source";
import { texts, timeOf } from "./nodes";

/** Prefix of the annotations that agents read. */
export const SCRAPE_PREFIX = "prometheus.io/";

export interface PortThere {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

/** What the pods of a workload have in common. A cluster has few of them, and many pods. */
export interface Template {
  readonly namespace: string;
  readonly isInNodeNetwork: boolean;
  /** `Kind namespace/name` of the workload that owns it, or of the pod itself. */
  readonly workload: string;
  /** Without the prefix, such as `scrape`. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PortThere[];
  /** Istio's; absent without one. */
  readonly sidecar?: Sidecar;
}

/** A pod with an annotation that agents read. */
export interface AnnotatedPod {
  readonly name: string;
  /** Empty before it is scheduled. */
  readonly node: string;
  readonly phase: string;
  readonly isBeingDeleted: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The same object for all pods that have it in common. */
  readonly template: Template;
}

function annotationsOf(pod: Manifest): Record<string, string> {
  const entries = Object.entries(objectAt(pod, "metadata", "annotations"));
  return Object.fromEntries(
    entries.flatMap(([key, value]) =>
      key.startsWith(SCRAPE_PREFIX) ? [[key.slice(SCRAPE_PREFIX.length), String(value)]] : [],
    ),
  );
}

/** The controller that a person knows: the Deployment of a ReplicaSet, the CronJob of a Job stays a Job. */
export function workloadOf(pod: Manifest): string {
  const [namespace, own] = [textAt(pod, "metadata", "namespace"), textAt(pod, "metadata", "name")];
  const controller = listAt(pod, "metadata", "ownerReferences").find((owner) => at(owner, "controller") === true);
  const [kind, name] = [textAt(controller, "kind"), textAt(controller, "name")];
  if (kind === "ReplicaSet") return `Deployment ${namespace}/${name.replace(/-[^-]+$/, "")}`;
  return kind === "" ? `Pod ${namespace}/${own}` : `${kind} ${namespace}/${name}`;
}

/** Those of native sidecars too. */
function portsOf(pod: Manifest): PortThere[] {
  const sidecars = listAt(pod, "spec", "initContainers").filter((one) => at(one, "restartPolicy") === "Always");
  return [...sidecars, ...listAt(pod, "spec", "containers")].flatMap((container) =>
    listAt(container, "ports").map((port) => ({
      name: textAt(port, "name"),
      number: Number(at(port, "containerPort") ?? 0),
      protocol: textAt(port, "protocol") || "TCP",
    })),
  );
}

function templateOf(pod: Manifest, annotations: Template["annotations"]): Template {
  const sidecar = sidecarOf(pod);
  return {
    namespace: textAt(pod, "metadata", "namespace"),
    isInNodeNetwork: at(pod, "spec", "hostNetwork") === true,
    workload: workloadOf(pod),
    annotations,
    labels: texts(objectAt(pod, "metadata", "labels")),
    ports: portsOf(pod),
    ...(sidecar && { sidecar }),
  };
}

/** Reads pods, and keeps equal templates and names of nodes once. */
function podReader(): (pod: Manifest) => AnnotatedPod[] {
  const templates = new Map<string, Template>();
  const kept = new Map<string, string>();
  const once = (text: string) => {
    const known = kept.get(text) ?? text;
    kept.set(text, known);
    return known;
  };
  return (pod) => {
    const annotations = annotationsOf(pod);
    if (Object.keys(annotations).length === 0) return [];
    const template = templateOf(pod, annotations);
    const key = JSON.stringify(template);
    const known = templates.get(key) ?? template;
    templates.set(key, known);
    return [
      {
        name: textAt(pod, "metadata", "name"),
        node: once(textAt(pod, "spec", "nodeName")),
        phase: once(textAt(pod, "status", "phase")),
        isBeingDeleted: textAt(pod, "metadata", "deletionTimestamp") !== "",
        created: timeOf(textAt(pod, "metadata", "creationTimestamp")),
        template: known,
      },
    ];
  };
}

/** Pods with an annotation that agents read, and which have not ended. */
export const ANNOTATED_PODS: Source<AnnotatedPod[]> = {
  what: "Pods",
  rights: () => [{ group: "", resources: ["pods"], verbs: ["list"] }],
  read: async ({ list }) =>
    (await list("/api/v1/pods?fieldSelector=status.phase!=Succeeded,status.phase!=Failed", podReader())).flat(),
};

/** Those that ask to be scraped. */
export const isAsking = ({ template, isBeingDeleted }: AnnotatedPod) =>
  template.annotations["scrape"] === "true" && !isBeingDeleted;

/** Each template that some of the pods have, once. */
export const templatesOf = (pods: readonly AnnotatedPod[]) => [...new Set(pods.map(({ template }) => template))];
