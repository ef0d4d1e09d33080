/** What separates the teams: each has a pipeline with a filter of its own, which ends in its own Jaeger. */
import { type Check, items, listOf, mapOf, numberIn, problemsOf, type Shape } from "../../evidence/shape";
import { objectAt, textsAt } from "../../evidence/reading";
import { spanExporter } from "./common";

const TERM = /resource\.attributes\["(k8s\.namespace\.name|service\.name)"\] == "([^"\\]+)"/g;
export const DEFAULT_TEAM = "default";

/** The namespaces or services that a condition names. */
export function namedIn(condition: string, attribute: "k8s.namespace.name" | "service.name"): string[] {
  return [...condition.matchAll(TERM)].filter(([, key]) => key === attribute).map(([, , name = ""]) => name);
}

/** What is left of a condition without its terms: brackets and words. */
const skeleton = (condition: string) => condition.replace(TERM, "x").replace(/x( or x)*/g, "x");

/** The team's services or namespaces, and of its namespaces not what calls itself a service of another team. */
const TEAM_CONDITION = /^not \((x|(x or )?\(x\) and not \(x\))\)$/;
const DEFAULT_CONDITION = /^\(?x\)?$/;

/** The condition by which a team's filter drops spans; empty without one. */
export function conditionOf(config: unknown, team: string): string {
  const conditions = textsAt(config, "processors", `filter/${team}`, "trace_conditions");
  return conditions.length === 1 ? (conditions[0] ?? "") : "";
}

/** Names of the teams of a configuration. */
export function teamsOf(config: unknown): string[] {
  return Object.keys(objectAt(config, "exporters")).flatMap((id) => /^otlp_grpc\/(.+)$/.exec(id)?.[1] ?? []);
}

function filterProblems(config: unknown, team: string, teams: readonly string[]): string[] {
  const condition = conditionOf(config, team);
  const form = team === DEFAULT_TEAM ? DEFAULT_CONDITION : TEAM_CONDITION;
  if (!form.test(skeleton(condition))) return [`processors.filter/${team} does not separate the team's spans.`];
  if (team !== DEFAULT_TEAM) return [];
  const others = teams.filter((other) => other !== DEFAULT_TEAM);
  const isLeftOut = (attribute: Parameters<typeof namedIn>[1]) =>
    others.every((other) =>
      namedIn(conditionOf(config, other), attribute).every((name) => namedIn(condition, attribute).includes(name)),
    );
  return isLeftOut("k8s.namespace.name") && isLeftOut("service.name")
    ? []
    : ["processors.filter/default lets spans of a team into the Jaeger of all others."];
}

function pipelineProblems(config: unknown, team: string, isOnly: boolean): string[] {
  const id = `traces/${team}`;
  const filter = isOnly ? [] : [`filter/${team}`];
  const shape: Shape = {
    receivers: ["forward/sampled"],
    processors: items(
      [...filter, "batch/isolate"],
      [`probabilistic_sampler/${team}`, ...(isOnly ? [`filter/${team}`] : [])],
    ),
    exporters: [`otlp_grpc/${team}`],
  };
  return [...problemsOf(objectAt(config, "service", "pipelines", id), shape, `service.pipelines.${id}`)];
}

/** Pipelines, filters and exporters of all teams belong together. */
export const TEAMS: Check = (config) => {
  const teams = teamsOf(config);
  const only = teams.length === 1;
  return teams.flatMap((team) => [
    ...problemsOf(
      objectAt(config, "exporters", `otlp_grpc/${team}`),
      spanExporter(`jaeger-${team}.tracing.svc.cluster.local`),
      `exporters.otlp_grpc/${team}`,
    ),
    ...pipelineProblems(config, team, only),
    ...(only ? [] : filterProblems(config, team, teams)),
  ]);
};

/** Processors by which teams are separated and sampled. */
export const TEAM_PROCESSORS: readonly (readonly [RegExp, Shape])[] = [
  [/filter\/.+/, { error_mode: "ignore", trace_conditions: listOf(/[^]+/, 1) }],
  [/probabilistic_sampler(\/.+)?/, { mode: "proportional", fail_closed: false, sampling_percentage: numberIn(0, 100) }],
  [/batch\/isolate/, { timeout: "0s" }],
];

/** Components by the form of their ids. */
export const componentsOf =
  (required: Record<string, Shape>, more: readonly (readonly [RegExp, Shape])[]): Check =>
  (value, path) => {
    const found = objectAt({ value }, "value");
    const other = Object.fromEntries(
      Object.entries(found).filter(([id]) => !(id in required) && !(`${id}?` in required)),
    );
    const known = Object.fromEntries(Object.entries(found).filter(([id]) => !(id in other)));
    return [
      ...problemsOf(known, required, path),
      ...Object.entries(other).flatMap(([id, item]) => {
        const shape = more.find(([form]) => new RegExp(`^(?:${form.source})$`).test(id))?.[1];
        return shape === undefined ? [`${path}.${id} is not expected.`] : problemsOf(item, shape, `${path}.${id}`);
      }),
    ];
  };

/** Pipelines of teams, which `TEAMS` checks. */
export const TEAM_PIPELINES = mapOf(/receivers|processors|exporters/, listOf(/[\w/.-]+/));
