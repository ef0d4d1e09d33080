/** Which connections a plan's network policies allow, and what it serves outside the cluster. */
import { podOf, selects } from "../../../../policy/evidence/manifests";
import { at, listAt, objectAt, textAt, type Manifest } from "../../../../policy/evidence/reading";
import { chartObjects, type PlannedObject, typedObjects } from "../../../live/wanted";
import type { Plan } from "../../plan";
import type { Reach } from "../model";

const NAMESPACE = "kubernetes.io/metadata.name";

/** Ranges that stand for more than their addresses. */
const RANGES: Readonly<Record<string, string>> = {
  "10.0.0.0/8, 100.64.0.0/10, 172.16.0.0/12, 192.168.0.0/16, fc00::/7": "private addresses",
  "0.0.0.0/0, ::/0": "any address",
  "169.254.169.254/32, 169.254.20.10/32": "the node's DNS",
};

/** Every object of a plan, those of charts among them. */
export function objectsOf(plan: Plan): PlannedObject[] {
  return [...typedObjects(plan), ...plan.charts.flatMap(chartObjects)];
}

const ANYONE = "anyone";

/** The workloads of a plan that a selector selects, by name; one that selects none stands for itself. */
function namesOf(objects: readonly PlannedObject[]) {
  const workloads = objects.flatMap(({ name, namespace, manifest }) => {
    const pod = podOf(manifest);
    return pod === undefined ? [] : [{ name, namespace, labels: objectAt(pod, "metadata", "labels") }];
  });
  return (selector: Manifest, namespace: string): string[] => {
    const labels = objectAt(selector, "matchLabels");
    if (Object.keys(selector).length === 0) return [`pods of namespace ${namespace}`];
    const found = workloads.filter((one) => one.namespace === namespace && selects(labels, one.labels));
    const names = [...new Set(found.map(({ name }) => name))].sort();
    if (names.length > 0 && Object.keys(selector).join() === "matchLabels") return names;
    return [`${namespace}/${JSON.stringify(selector)}`];
  };
}

type Namer = ReturnType<typeof namesOf>;

function podsOf(peer: unknown, ownNamespace: string, nameOf: Namer): string[] {
  const namespaces = at(peer, "namespaceSelector");
  const pods = at(peer, "podSelector");
  const labels = objectAt(namespaces, "matchLabels");
  const namespace = namespaces === undefined ? ownNamespace : textAt(labels, NAMESPACE);
  if (pods !== undefined && namespace !== "") return nameOf(objectAt(pods), namespace);
  if (namespace !== "") return [`pods of namespace ${namespace}`];
  return namespaces !== undefined && Object.keys(objectAt(namespaces)).length === 0
    ? ["every pod"]
    : [`pods of namespaces ${JSON.stringify(namespaces)}`];
}

/** The peers of a rule; without any, it is about everybody. */
function peersOf(peers: readonly unknown[], namespace: string, nameOf: Namer): string[] {
  if (peers.length === 0) return [ANYONE];
  const ranges = peers.map((peer) => textAt(peer, "ipBlock", "cidr")).filter((range) => range !== "");
  const joined = ranges.sort().join(", ");
  const pods = peers.filter((peer) => at(peer, "ipBlock") === undefined);
  return [
    ...(ranges.length > 0 ? [RANGES[joined] ?? joined] : []),
    ...pods.flatMap((peer) => podsOf(peer, namespace, nameOf)),
  ];
}

function portsOf(ports: readonly unknown[]): string[] {
  if (ports.length === 0) return ["every port"];
  return ports.map((port) => {
    const protocol = textAt(port, "protocol") || "TCP";
    const number = textAt(port, "port");
    return number === "" ? `every ${protocol} port` : `${number}${protocol === "TCP" ? "" : `/${protocol}`}`;
  });
}

function edgesOfPolicy({ manifest, namespace = "" }: PlannedObject, nameOf: Namer): string[] {
  const subjects = nameOf(objectAt(manifest, "spec", "podSelector"), namespace);
  const edges = (direction: "ingress" | "egress") =>
    listAt(manifest, "spec", direction).flatMap((rule) => {
      const peers = peersOf(listAt(rule, direction === "ingress" ? "from" : "to"), namespace, nameOf);
      const ports = portsOf(listAt(rule, "ports"));
      const [froms, tos] = direction === "ingress" ? [peers, subjects] : [subjects, peers];
      return froms.flatMap((from) => tos.flatMap((to) => ports.map((port) => `${from} -> ${to}: ${port}`)));
    });
  return [...edges("ingress"), ...edges("egress")];
}

/** What is reached from outside the cluster. */
function exposed({ kind, name, manifest }: PlannedObject): string[] {
  if (kind === "Ingress")
    return listAt(manifest, "spec", "rules").map((rule) => `outside the cluster -> ${name}: ${textAt(rule, "host")}`);
  if (kind === "HTTPRoute")
    return listAt(manifest, "spec", "hostnames").map((host) => `outside the cluster -> ${name}: ${String(host)}`);
  const type = kind === "Service" ? textAt(manifest, "spec", "type") : "";
  return ["LoadBalancer", "NodePort"].includes(type) ? [`outside the cluster -> Service ${name}: ${type}`] : [];
}

function edgesOf(plan: Plan): ReadonlySet<string> {
  const objects = objectsOf(plan);
  const nameOf = namesOf(objects);
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
  return new Set([...policies.flatMap((policy) => edgesOfPolicy(policy, nameOf)), ...objects.flatMap(exposed)]);
}

/** What only one of two sets has, sorted. */
export function reachOf(before: ReadonlySet<string>, after: ReadonlySet<string>): Reach {
  return {
    gained: [...after].filter((one) => !before.has(one)).sort(),
    lost: [...before].filter((one) => !after.has(one)).sort(),
  };
}

/** Connections that a change allows, and those that it ends. */
export function networkChange(before: Plan, after: Plan): Reach {
  return reachOf(edgesOf(before), edgesOf(after));
}
