/** Which series appear, vanish or change between two plans, and which panels and alerts are empty afterwards. */
import type { Labels } from "../../../live/scraping/relabel";
import { grouped } from "../../../text";
import type { Plan } from "../../plan";
import { isSame } from "../differences";
import type { SeriesChange } from "../model";
import { type Evaluated, evaluated } from "./evaluate";
import { fedSelectors, finder, queriesOf, type Query } from "./queries";

const nameOf = (labels: Labels) => labels["__name__"] ?? "";
const jobOf = (labels: Labels) => labels["job"] ?? "";

/** Metrics of one job that are named each; of more, the job. */
const MOST = 10;

/** Series by job, each metric by name where they are few. */
function summaries(series: readonly Labels[], all: readonly Labels[]): string[] {
  return grouped(series, jobOf).flatMap(([job, ones]) => {
    const names = [...new Set(ones.map(nameOf))].sort();
    const isWhole = all.filter((labels) => jobOf(labels) === job).length === ones.length;
    const which = isWhole ? `every series of job "${job}"` : `${names.length} metrics of job "${job}"`;
    return names.length > MOST ? [which] : names.map((name) => `${name}{job="${job}"}`);
  });
}

/** What differs between the labels of a series, such as `job: a -> b` or `- k8s_pod_name`. */
function labelChanges(before: Labels, after: Labels): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [old, current] = [before[name], after[name]];
    if (name === "__name__" || old === current) return [];
    if (old === undefined) return [`+ ${name}`];
    return [current === undefined ? `- ${name}` : `${name}: ${old} -> ${current}`];
  });
}

type Both = readonly [before: Labels, after: Labels];

/** Series whose labels differ, by what differs; an address or a name that each target has of its own is left out. */
function relabelledOf(both: readonly Both[]): SeriesChange["relabelled"] {
  const changed = both.flatMap(([before, after]) => {
    const labels = labelChanges(before, after);
    return labels.length === 0 ? [] : [{ job: jobOf(before), name: nameOf(before), labels }];
  });
  return grouped(changed, ({ job, labels }) => JSON.stringify([job, labels])).map(([, group]) => {
    const [first] = group;
    const names = [...new Set(group.map(({ name }) => name))];
    const job = first?.job ?? "";
    const series = names.length > 1 ? `${names.length} metrics of job "${job}"` : `${names.join()}{job="${job}"}`;
    return { series, labels: first?.labels ?? [] };
  });
}

function renamedOf(both: readonly Both[]): SeriesChange["renamed"] {
  const pairs = both
    .filter(([before, after]) => nameOf(before) !== nameOf(after))
    .map(([before, after]) => ({ before: nameOf(before), after: nameOf(after) }));
  return grouped(pairs, ({ before, after }) => `${before} ${after}`).flatMap(([, [first]]) => (first ? [first] : []));
}

/** Panels and alerts that both plans have, and of whose selectors fewer select something afterwards. */
function emptiedOf(before: Plan, after: Plan, old: Iterable<Labels>, current: Iterable<Labels>): string[] {
  const [wasFound, isFound] = [finder(old), finder(current)];
  const earlier = new Map(grouped(queriesOf(before), ({ name }) => name));
  const fed = (queries: readonly Query[], find: typeof wasFound) =>
    queries.flatMap((query) => fedSelectors(query, find)).length;
  return grouped(queriesOf(after), ({ name }) => name)
    .filter(([name, queries]) => fed(queries, isFound) < fed(earlier.get(name) ?? [], wasFound))
    .map(([name]) => name)
    .sort();
}

/** What is not evaluated in this process. */
export interface SeriesReport {
  readonly series?: SeriesChange;
  readonly notLookedAt: readonly string[];
}

/** Inputs of the evaluation. */
const inputsOf = (plan: Plan) => ({
  collector: plan.collectors["agent"],
  maps: plan.resources
    .filter(({ type }) => /:(?:ConfigMap|DaemonSet|StatefulSet|Deployment)$/.test(type))
    .map(({ name, inputs }) => ({ name, inputs })),
});

/** The series of both plans, before and after, as programs have written them. */
export type MeasuredSeries = readonly [before: Evaluated, after: Evaluated];

/** Whether the agents of two plans can write other series. */
export function canDiffer(before: Plan, after: Plan): boolean {
  if (!before.collectors["agent"] || !after.collectors["agent"]) return false;
  return !isSame(inputsOf(before), inputsOf(after));
}

/** The series of both plans, side by side; nothing where no series can differ. */
export function seriesReport(before: Plan, after: Plan, measured?: MeasuredSeries): SeriesReport {
  if (!canDiffer(before, after)) return { notLookedAt: [] };
  const [old, current] = measured ?? [evaluated(before), evaluated(after)];
  const both = [...old.series].flatMap(([origin, labels]): Both[] => {
    const other = current.series.get(origin);
    return other ? [[labels, other]] : [];
  });
  const only = (one: typeof old, other: typeof old) =>
    [...one.series].flatMap(([origin, labels]) => (other.series.has(origin) ? [] : [labels]));
  const [olds, currents] = [[...old.series.values()], [...current.series.values()]];
  const series: SeriesChange = {
    source: measured ? "the real collector and Prometheus" : "rules evaluated in this process",
    appear: summaries(only(current, old), currents),
    vanish: summaries(only(old, current), olds),
    renamed: renamedOf(both),
    relabelled: relabelledOf(both),
    emptied: emptiedOf(before, after, olds, currents),
  };
  const lists = [series.appear, series.vanish, series.renamed, series.relabelled, series.emptied];
  const unevaluated = [...new Set([...old.unevaluated, ...current.unevaluated])].sort();
  return {
    ...(lists.some((list) => list.length > 0) && { series }),
    notLookedAt: [
      "Series that no recorded page has (tools/plan/change/series/recorded), such as those of OTLP and of your applications.",
      ...unevaluated.map((processor) => `What processor ${processor} does to series.`),
    ],
  };
}
