/** Compares what a plan says with what the real engine registers. */
import { objectsOfChart } from "../../../tools/plan/output/chartObjects";
import { keyOf } from "../../../tools/live/wanted";
import { differences } from "../../../tools/plan/change/differences";
import { CHART_TYPE, type Plan } from "../../../tools/plan/plan";
import type { RegisteredResource } from "./engine";
import { inTheEnginesWords } from "./words";

/** What only one side has, and where both differ; nothing where they are equal. */
export interface Comparison {
  /** How many both have. */
  readonly shared: number;
  readonly onlyPlanned: readonly string[];
  readonly onlyRegistered: readonly string[];
  /** `WHAT PROPERTY: planned → registered` */
  readonly differing: readonly string[];
}

type Named = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

function compared(planned: Named, registered: Named): Comparison {
  const shared = [...planned.keys()].filter((name) => registered.has(name));
  return {
    shared: shared.length,
    onlyPlanned: [...planned.keys()].filter((name) => !registered.has(name)),
    onlyRegistered: [...registered.keys()].filter((name) => !planned.has(name)),
    differing: shared.flatMap((name) => {
      const other = registered.get(name);
      const found = differences(inTheEnginesWords(planned.get(name), other), other);
      return found.map(({ path, before = "nothing", after = "nothing" }) => `${name} ${path}: ${before} → ${after}`);
    }),
  };
}

const isOfChart = ({ parent = "" }: RegisteredResource) => parent.split("::")[2]?.endsWith(CHART_TYPE) === true;

/**
 * Compares the resources that the program registers: URN, which has the types of the resource and of its parents, and
 * every input. The engine keeps no inputs of a chart, which is a component of the Kubernetes plugin.
 */
export function comparedResources(plan: Plan, engine: readonly RegisteredResource[]): Comparison {
  const content = ({ type, inputs }: Pick<RegisteredResource, "type" | "inputs">) => ({
    type,
    ...(type !== CHART_TYPE && { inputs }),
  });
  const named = (resources: readonly Pick<RegisteredResource, "urn" | "type" | "inputs">[]): Named =>
    new Map(resources.map((resource) => [resource.urn, content(resource)]));
  return compared(named(plan.resources), named(engine.filter((resource) => !isOfChart(resource))));
}

/** Compares the objects that the charts make: every field, where Helm has rendered the plan's, else their kinds and names. */
export function comparedChartObjects(plan: Plan, engine: readonly RegisteredResource[]): Comparison {
  const planned = plan.charts.flatMap((chart) => {
    const { source, objects } = objectsOfChart(plan, chart);
    return objects.map((object): [string, Readonly<Record<string, unknown>>] => [
      keyOf(object),
      source === "rendered by Helm" ? object.manifest : {},
    ]);
  });
  const isRendered = plan.renderedCharts !== undefined;
  const registered = engine.filter(isOfChart).map(({ inputs }): [string, Readonly<Record<string, unknown>>] => {
    const { kind, metadata } = inputs as { kind: string; metadata: { name: string; namespace?: string } };
    return [keyOf({ kind, ...metadata }), isRendered ? inputs : {}];
  });
  return compared(new Map(planned), new Map(registered));
}
