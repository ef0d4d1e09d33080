/** Findings of policies, and problems, that only one of two plans has. */
import type { Violation } from "../../../policy/run";
import { problemText } from "../../../settings/problems";
import { textAt } from "../../../policy/evidence/reading";
import { roomOf } from "../../preflight/cluster/pods";
import type { PlannedResource } from "../engine";
import type { Plan } from "../plan";
import { pairsOf } from "./happenings/pairs";
import type { Change, Happening } from "./model";

/** What a finding is of: as many findings of the same are the same findings, whatever their texts say. */
const subjectOf = ({ rule, level, resource = "" }: Violation) => [rule, level, resource].join("\n");
const keyOf = (violation: Violation) => [subjectOf(violation), violation.message].join("\n");

/** Those that the second plan does not have. */
function onlyIn(one: readonly Violation[], other: readonly Violation[]): Violation[] {
  const known = new Set(other.map(keyOf));
  return one.filter((violation) => !known.has(keyOf(violation)));
}

export function policyChanges({ violations: before = [] }: Plan, { violations: after = [] }: Plan): Change["policies"] {
  const mended = onlyIn(before, after);
  const broken: Violation[] = [];
  const changed: Change["policies"]["changed"][number][] = [];
  for (const violation of onlyIn(after, before)) {
    const { message, ...rest } = violation;
    const index = mended.findIndex((earlier) => subjectOf(earlier) === subjectOf(violation));
    const [earlier] = index < 0 ? [] : mended.splice(index, 1);
    if (earlier) changed.push({ ...rest, before: earlier.message, after: message });
    else broken.push(violation);
  }
  return { broken, mended, changed };
}

/** Why the engine refuses an update: what the last one protected is not deleted. */
function refusals(before: Plan, happenings: readonly Happening[]): string[] {
  const ending = happenings.filter(({ kind }) => kind === "deleted" || kind === "replaced");
  return ending.flatMap(({ urn, type, name, kind }) => {
    const resource = before.resources.find((one) => one.urn === urn);
    const isProtected = resource?.protect === true || resource?.inputs["deletionProtection"] === true;
    const what = `${type.split(":").at(-1) ?? ""} ${name}`;
    return isProtected
      ? [
          `${what} is protected: an update that has it ${kind} stops. docs/gke.md, "Deleting a protected stack", has the way.`,
        ]
      : [];
  });
}

/** A cluster that is replaced takes its provider with it, which the engine cannot follow in one update. */
function replacedCluster(happenings: readonly Happening[]): string[] {
  return happenings.some(({ kind, type }) => kind === "replaced" && type === "gcp:container/cluster:Cluster")
    ? [
        'One update cannot replace a cluster and what is in it: the engine ends before anything has changed. docs/gke.md, "What a change of a setting does", has the way.',
      ]
    : [];
}

/** Volumes that would become smaller, which Kubernetes refuses. */
function shrunkVolumes(before: Plan, after: Plan): string[] {
  const sizeOf = (one: PlannedResource) => textAt(one.inputs, "spec", "resources", "requests", "storage");
  const mib = (size: string) => roomOf({ memory: size }).memoryMiB;
  return pairsOf(before.resources, after.resources).pairs.flatMap(({ before: old, after: current }) => {
    if (!old || !current?.type.endsWith(":PersistentVolumeClaim")) return [];
    const [was, is] = [sizeOf(old), sizeOf(current)];
    return mib(is) < mib(was)
      ? [
          `The volume ${textAt(current.inputs, "metadata", "name")} cannot shrink from ${was} to ${is}: Kubernetes refuses that. Keep its size.`,
        ]
      : [];
  });
}

export function problemChanges(before: Plan, after: Plan, happenings: readonly Happening[]): Change["problems"] {
  const [old, current] = [before, after].map(({ problems }) => problems.map(problemText));
  const missing = (one: readonly string[] = [], other: readonly string[] = []) =>
    one.filter((problem) => !other.includes(problem));
  return {
    appear: [
      ...missing(current, old),
      ...refusals(before, happenings),
      ...shrunkVolumes(before, after),
      ...replacedCluster(happenings),
    ],
    gone: missing(old, current),
  };
}
