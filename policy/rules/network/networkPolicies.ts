import {
  type Outside,
  factsOf,
  namespaceOf,
  objectName,
  objectsOf,
  outsideOf,
  policyPart,
} from "../../evidence/network";
import { type Manifest, at, listAt, objectAt, textAt, textsAt } from "../../evidence/reading";
import { EDGES, OUTWARD } from "../../model/network";
import { type Facts, namesOf, type Port } from "../../model/peers";
import { type StackProblem, stackPolicy } from "../../rule";

const DIRECTIONS = [
  ["ingress", "from"],
  ["egress", "to"],
] as const;
type Direction = (typeof DIRECTIONS)[number];

interface Context {
  readonly facts: Facts;
  readonly outside: Outside;
}

/** The ports of a rule; `any` where none, or all, are named. */
function portsOf(rule: unknown): readonly (Port | "any" | "range")[] {
  const ports = listAt(rule, "ports");
  if (ports.length === 0) return ["any"];
  return ports.map((port) => {
    const [first, last] = [at(port, "port"), at(port, "endPort")];
    if (first === undefined || (first === 1 && last === 65535)) return "any";
    if (last !== undefined || typeof first !== "number") return "range";
    return textAt(port, "protocol") === "UDP" ? (`${first}/UDP` as const) : first;
  });
}

function isEdge(
  part: string,
  [direction]: Direction,
  peer: string,
  port: Port | "any" | "range",
  facts: Facts,
): boolean {
  const [from, to] = direction === "ingress" ? [peer, part] : [part, peer];
  return EDGES.some(
    (edge) =>
      edge.from === from &&
      edge.to === to &&
      (edge.when === undefined || edge.when(facts)) &&
      (port === "any" ? edge.ports === "any" : edge.ports === "any" || edge.ports.includes(port as Port)),
  );
}

/** A target of the scraper: an address, a Service's namespace, or a name that only DNS knows. */
function isTarget(peer: string, port: Port | "any" | "range", { targets }: Outside): boolean {
  return targets.some(({ hostname, port: own }) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    if (peer === `address ${host}` || peer === "any address") return Number(own) === port;
    return peer === `namespace ${host.split(".")[1] ?? ""}`;
  });
}

/** A connection to an address that the stack's own configurations name. */
function isOutward(
  part: string,
  [direction]: Direction,
  peer: string,
  port: Port | "any" | "range",
  outside: Outside,
): boolean {
  if (direction === "ingress" || !OUTWARD.includes(part)) return false;
  if (part === "scraper" && isTarget(peer, port, outside)) return true;
  if (peer === "any address") return typeof port === "number" && outside.ports.has(port);
  return peer.startsWith("namespace ") && outside.namespaces.has(peer.slice("namespace ".length));
}

/**
 * What namespaces of others are to a part: a team to its Jaeger, to the gateway one that may send for others, and to the
 * agents that of a Prometheus operator.
 */
const NAMESPACES_OF: Readonly<Record<string, string>> = {
  jaeger: "team",
  gateway: "trusted namespace",
  agent: "monitor",
};

const namespacePeer = (part: string, peer: string) =>
  peer.startsWith("namespace ") ? (NAMESPACES_OF[part] ?? peer) : peer;

function ruleProblems(policy: Manifest, part: string, direction: Direction, rule: unknown, context: Context): string[] {
  const [section, field] = direction;
  const peers = at(rule, field) === undefined || listAt(rule, field).length === 0 ? [undefined] : listAt(rule, field);
  const unknownKeys = Object.keys(objectAt(rule)).filter((key) => ![field, "ports"].includes(key));
  return [
    ...unknownKeys.map((key) => `${section} has the unknown field ${key}.`),
    ...peers.flatMap((peer) => {
      const names = peer === undefined ? ["anyone", "any address"] : namesOf(peer, namespaceOf(policy), context.facts);
      if (names.length === 0)
        return [`${section} ${field} pods or addresses that no edge of policy/model/network.ts names.`];
      const all = peer !== undefined && at(peer, "ipBlock") === undefined;
      return portsOf(rule).flatMap((port) => {
        const allowed = (name: string) =>
          isEdge(part, direction, namespacePeer(part, name), port, context.facts) ||
          isOutward(part, direction, name, port, context.outside);
        // Addresses have several names, of which one is enough; an expression selects pods of several parts.
        const fine = all ? names.every(allowed) : names.some(allowed);
        return fine
          ? []
          : [
              `${section} ${field} ${names.join(" or ")} at ${port === "any" ? "every port" : port} is no edge of policy/model/network.ts.`,
            ];
      });
    }),
  ];
}

const isDenial = (policy: Manifest) =>
  Object.keys(objectAt(policy, "spec", "podSelector")).length === 0 &&
  typeof at(policy, "spec", "podSelector") === "object";

function policyProblems(policy: Manifest, context: Context): string[] {
  const both = DIRECTIONS.every(([section]) =>
    textsAt(policy, "spec", "policyTypes").some((type) => type.toLowerCase() === section),
  );
  const closed = both ? [] : ["policyTypes has to have Ingress and Egress, or the other direction is free."];
  const readable = DIRECTIONS.every(
    ([section]) => at(policy, "spec", section) === undefined || Array.isArray(at(policy, "spec", section)),
  );
  if (!readable) return [...closed, "its rules are unknown before an update."];
  const rules = DIRECTIONS.flatMap((direction) =>
    listAt(policy, "spec", direction[0]).map((rule) => [direction, rule] as const),
  );
  if (isDenial(policy))
    return [...closed, ...(rules.length > 0 ? ["a policy for all pods of a namespace allows nothing."] : [])];
  const part = policyPart(policy);
  if (part === undefined) return [...closed, "it selects the pods of no part of the stack."];
  return [...closed, ...rules.flatMap(([direction, rule]) => ruleProblems(policy, part, direction, rule, context))];
}

/** Policies add up, so one that allows more undoes all others. */
export const networkPolicies = stackPolicy(
  { name: "network-policies", description: "Network policies allow the edges of the model, and no others." },
  (resources) => {
    const context = { facts: factsOf(resources), outside: outsideOf(resources) };
    return objectsOf(resources, "NetworkPolicy").flatMap(({ manifest, urn }): StackProblem[] =>
      policyProblems(manifest, context).map((problem) => ({
        message: `NetworkPolicy ${namespaceOf(manifest)}/${objectName(manifest)}: ${problem}`,
        urn,
      })),
    );
  },
);
