/** Whose pods restart: those of workloads whose pod template differs. */
import { chartObjects, keyOf, typedObjects } from "../../../live/wanted";
import { objectAt } from "../../../../policy/evidence/reading";
import type { Plan } from "../../plan";
import { differences } from "../differences";
import type { Happening } from "../model";
import { releasePairs, workloadValues } from "./chartObjects";
import { restartLoss } from "./loss";

const WORKLOADS = ["DaemonSet", "Deployment", "StatefulSet"];

/** Paths that stand for the configuration that a pod reads: a fingerprint of it is in its template. */
const CONFIGURATION = /configuration-checksum|^configMap\.existingName$/;

/** Paths for people, each once. */
function reasonsOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => (CONFIGURATION.test(path) ? "its configuration" : path)))];
}

function ofPlainWorkloads(before: Plan, after: Plan): Happening[] {
  const workloads = (plan: Plan) =>
    new Map(
      typedObjects(plan)
        .filter(({ kind }) => WORKLOADS.includes(kind))
        .map((object) => [keyOf(object), object]),
    );
  const olds = workloads(before);
  return [...workloads(after)].flatMap(([key, { kind, name, manifest }]): Happening[] => {
    const old = olds.get(key);
    if (!old) return [];
    const [was, is] = [old.manifest, manifest].map((one) => objectAt(one, "spec", "template"));
    const because = reasonsOf(differences(was, is).map(({ path }) => path));
    return because.length === 0 ? [] : [{ kind: "restarted", type: kind, name, because, ...restartLoss(old.manifest) }];
  });
}

function ofCharts(before: Plan, after: Plan): Happening[] {
  return releasePairs(before, after).flatMap(({ before: old, after: current }): Happening[] => {
    if (!old || !current) return [];
    const paths = differences(workloadValues(old, "pods"), workloadValues(current, "pods")).map(({ path }) => path);
    const because = reasonsOf(paths);
    const workload = chartObjects(current).find(({ kind }) => WORKLOADS.includes(kind));
    if (because.length === 0 || !workload) return [];
    return [{ kind: "restarted", type: workload.kind, name: workload.name, because, irreversible: false }];
  });
}

/** Every workload whose pods restart. A replaced one is not among them: its pods are others anyway. */
export function restartsOf(before: Plan, after: Plan, happenings: readonly Happening[]): Happening[] {
  const replaced = new Set(
    happenings
      .filter(({ kind }) => kind === "replaced")
      .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`),
  );
  return [...ofPlainWorkloads(before, after), ...ofCharts(before, after)].filter(
    ({ type, name }) => !replaced.has(`${type} ${name}`),
  );
}
