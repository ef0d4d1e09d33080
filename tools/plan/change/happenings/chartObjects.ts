/** What happens to the objects that the collector's chart makes, by its values. */
import { keyOf, chartObjects, type PlannedObject } from "../../../live/wanted";
import type { Plan, PlannedChart } from "../../plan";
import { type Difference, differences } from "../differences";
import type { Happening } from "../model";

/** Values of which the chart makes objects beside the workload. */
const BESIDE = ["alternateConfig", "autoscaling", "clusterRole", "podDisruptionBudget", "service"] as const;

/** Values of the workload that are not of its pods. */
const NOT_OF_PODS = [
  "annotations",
  "minReadySeconds",
  "replicaCount",
  "revisionHistoryLimit",
  "rollout",
  "statefulset",
];

const WORKLOADS = ["DaemonSet", "Deployment", "StatefulSet"];

/** The values of a chart's workload, or of its pods alone. */
export function workloadValues({ values }: PlannedChart, only: "workload" | "pods"): Record<string, unknown> {
  const left: readonly string[] = only === "pods" ? [...BESIDE, ...NOT_OF_PODS] : BESIDE;
  return Object.fromEntries(Object.entries(values).filter(([key]) => !left.includes(key)));
}

/** The same release in two plans. */
export function releasePairs(before: Plan, after: Plan): { before?: PlannedChart; after?: PlannedChart }[] {
  const releases = [...new Set([...before.charts, ...after.charts].map(({ release }) => release))].sort();
  const of = ({ charts }: Plan, release: string) => charts.find((chart) => chart.release === release);
  return releases.map((release) => {
    const [old, current] = [of(before, release), of(after, release)];
    return { ...(old && { before: old }), ...(current && { after: current }) };
  });
}

const objectsOf = (chart: PlannedChart | undefined) =>
  new Map((chart ? chartObjects(chart) : []).map((object) => [keyOf(object), object]));

const typeOf = ({ apiVersion, kind }: PlannedObject) =>
  `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;

function changedPaths(pair: { before: PlannedChart; after: PlannedChart }, object: PlannedObject, old: PlannedObject) {
  const found: Difference[] = WORKLOADS.includes(object.kind)
    ? differences(workloadValues(pair.before, "workload"), workloadValues(pair.after, "workload"))
    : differences(old.manifest, object.manifest);
  return found.map(({ path }) => path);
}

/** What happens to the objects of all charts; those ConfigMaps that are a component's own are not among them. */
export function chartPairs(before: Plan, after: Plan, isClusterReplaced: boolean): Happening[] {
  return releasePairs(before, after).flatMap(({ before: old, after: current }): Happening[] => {
    const [olds, currents] = [objectsOf(old), objectsOf(current)];
    return [...new Set([...olds.keys(), ...currents.keys()])].flatMap((key): Happening[] => {
      const [was, is] = [olds.get(key), currents.get(key)];
      const object = is ?? was;
      // The components make the collectors' ConfigMaps themselves.
      if (!object || object.kind === "ConfigMap") return [];
      const happening = (kind: Happening["kind"], because: readonly string[]): Happening => ({
        ...{ kind, type: typeOf(object), name: object.name, because, irreversible: false },
      });
      if (!was) return [happening("created", [])];
      if (!is) return [happening("deleted", [])];
      if (isClusterReplaced) return [happening("replaced", ["the cluster is replaced"])];
      if (!old || !current) return [];
      const paths = changedPaths({ before: old, after: current }, is, was);
      return paths.length > 0 ? [happening("updated", paths)] : [];
    });
  });
}
