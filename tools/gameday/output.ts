/** A game day for a person at a terminal, and the rights that it takes. */
import * as YAML from "yaml";
import { stackNames } from "../../contract/names";
import type { Settings } from "../../settings/schema/settings";
import type { Certificate } from "../certificate/certificate";
import { certificateLines } from "../certificate/output";
import { styler, wrapped } from "../terminal";
import { printable } from "../text";
import type { EndedAgent, Outcome, Promised } from "./promise";
import type { Course } from "./run";

export interface GameDayReport {
  readonly outcome: Outcome;
  readonly promised: Promised;
  readonly course: Course;
  /** Agents that ended by themselves in the outage, of whose nodes nothing was promised. */
  readonly ended: readonly EndedAgent[];
  readonly certificate: Certificate;
}

const OUTCOMES: Readonly<Record<Outcome, { text: string; colour: "green" | "red" | "yellow" }>> = {
  held: { text: "the promise held", colour: "green" },
  broken: { text: "the promise did not hold", colour: "red" },
  unknown: { text: "it is not known whether the promise held", colour: "yellow" },
};

/** Where samples waited that are gone with their agent. */
const PLACES: Readonly<Record<Promised["survives"], string>> = {
  process: "in its memory",
  pod: "in files of its pod",
  node: "in files of the node",
};

/** A time of day of Unix seconds. */
export const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19);

/** The verdict, what happened and when, and the certificate of that time. */
export function gameDayLines(
  { outcome, promised, course, ended, certificate }: GameDayReport,
  stream: NodeJS.WriteStream,
): string[] {
  const style = styler(stream);
  const { text, colour } = OUTCOMES[outcome];
  const { away, back, killed } = course;
  const minutes = Math.round((back - away) / 6) / 10;
  return [
    ...wrapped(`${style("bold", "Game day")}: ${style(colour, text)}. ${promised.text}.`, "", stream),
    `  the store was away from ${clock(away)} to ${clock(back)} UTC, ${minutes} minutes with its start`,
    ...(killed
      ? [`  agent ${printable(killed.name)} on ${printable(killed.node)} was deleted at ${clock(killed.at)} UTC`]
      : ["  no agent was deleted"]),
    ...ended.flatMap(({ node, name }) =>
      wrapped(
        `  agent ${printable(name)} on ${printable(node)} ended by itself: what waited ${PLACES[promised.survives]} is lost, as is stated, and its node is not asked`,
        "  ",
        stream,
      ),
    ),
    ...certificateLines(certificate, stream),
  ];
}

/** The least rights of a game day, as Kubernetes' roles for `kubectl apply`. */
export function rolesText({ namespaces }: Pick<Settings, "namespaces">): string {
  const { agent, placements } = stackNames(namespaces);
  const { namespace, name } = placements.prometheus;
  const RBAC = "rbac.authorization.k8s.io";
  const metadata = { name: "gke-telemetry-game-day" };
  const rule = (group: string, resource: string, verbs: string[], resourceNames?: string[]) => ({
    apiGroups: [group],
    resources: [resource],
    ...(resourceNames && { resourceNames }),
    verbs,
  });
  const role = (kind: string, where: object, rules: object[]) => ({
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata: { ...metadata, ...where },
    rules,
  });
  return [
    role("ClusterRole", {}, [rule("", "namespaces", ["get"], [namespace])]),
    role("Role", { namespace }, [
      rule("apps", "statefulsets", ["get", "patch"], [name]),
      rule("", "pods/portforward", ["create", "get"], [`${name}-0`]),
    ]),
    role("Role", { namespace: agent.namespace }, [
      rule("", "pods", ["delete", "list"]),
      rule("", "secrets", ["get"], [agent.credentialsSecret]),
    ]),
  ]
    .map((one) => YAML.stringify(one))
    .join("---\n");
}
