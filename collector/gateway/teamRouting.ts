/** The last part of the trace path: each team's spans to its own Jaeger. */
import { DEFAULT_TEAM, jaegerName, NAMESPACES, PORTS, serviceHost } from "../../contract/names";
import type { TraceMemory } from "../../settings/sizing/traces";
import type { TeamSettings } from "../../settings/schema/tracing";
import type { Components, JsonObject, Pipeline } from "../common/model";
import { RETRY_WHILE_QUEUED, SPAN_BATCH } from "../agent/traces";

/** Joins the sampled spans with the pipelines of the teams. */
export const SAMPLED = "forward/sampled";

/** Passes spans on at once, and keeps an error from going back. */
const ISOLATION = "batch/isolate";

/** Seed of the teams' sampling: with the gateway's own, what it keeps would be kept by every smaller share too. */
const TEAM_SEED = 2;

/** What a configuration needs to send sampled spans to the teams. */
export interface TeamParts {
  readonly processors: Components;
  readonly exporters: Components;
  readonly connectors: Components;
  readonly pipelines: Readonly<Record<string, Pipeline>>;
}

type Team = Pick<TeamSettings, "name" | "namespaces" | "services" | "samplingPercent">;

/**
 * A pipeline for each team and one for the spans of nobody. Every pipeline sees all spans and drops those of others.
 *
 * A service belongs to its team wherever it runs; of the rest a namespace decides. A trace that crosses teams is in the
 * Jaeger of each with that team's spans alone, under the same trace id: no team reads another's.
 */
export function teamParts(teams: readonly Team[], { queueBytes }: Pick<TraceMemory, "queueBytes">): TeamParts {
  const all = [
    ...teams.map((team) => ({ team: team.name, percent: team.samplingPercent, unwanted: unlessOf(team, teams) })),
    { team: DEFAULT_TEAM, percent: 100, unwanted: teams.length > 0 ? [anyOf(teams)] : [] },
  ];
  const queueSize = Math.floor(queueBytes / all.length);
  const parts = all.map(({ team, percent, unwanted }) => {
    const processors: Components = {
      ...(unwanted.length > 0 && { [`filter/${team}`]: dropped(unwanted) }),
      ...(percent < 100 && { [`probabilistic_sampler/${team}`]: share(percent, TEAM_SEED) }),
      // The queue of a team whose Jaeger is away fills. Its error must not make the sender repeat what others have taken.
      [ISOLATION]: { timeout: "0s" },
    };
    return { team, processors, exporter: { [`otlp_grpc/${team}`]: jaeger(team, queueSize) } };
  });
  return {
    processors: Object.assign({}, ...parts.map(({ processors }) => processors)) as Components,
    exporters: Object.assign({}, ...parts.map(({ exporter }) => exporter)) as Components,
    connectors: { [SAMPLED]: {} },
    pipelines: Object.fromEntries(
      parts.map(({ team, processors, exporter }) => [
        `traces/${team}`,
        { receivers: [SAMPLED], processors: Object.keys(processors), exporters: Object.keys(exporter) },
      ]),
    ),
  };
}

/** Keeps a share of all traces by their ids, the same on every replica. */
export function share(percent: number, seed: number): JsonObject {
  return { mode: "hash_seed", hash_seed: seed, sampling_percentage: percent };
}

const attributeIs = (name: string) => (value: string) => `resource.attributes["${name}"] == "${value}"`;
const serviceIs = attributeIs("service.name");
const namespaceIs = attributeIs("k8s.namespace.name");

const either = (conditions: readonly string[]) => `(${conditions.join(" or ")})`;

/** The condition that keeps out whatever is not the team's. */
function unlessOf(team: Team, teams: readonly Team[]): string[] {
  const others = teams.filter((other) => other !== team).flatMap(({ services }) => services);
  const own = team.services.map(serviceIs);
  const namespaces = team.namespaces.map(namespaceIs);
  const within =
    namespaces.length === 0 || others.length === 0
      ? namespaces
      : [`${either(namespaces)} and not ${either(others.map(serviceIs))}`];
  return [`not ${either([...own, ...within])}`];
}

/** The condition that holds for the spans of any team. */
function anyOf(teams: readonly Team[]): string {
  return either(teams.flatMap((team) => [...team.services.map(serviceIs), ...team.namespaces.map(namespaceIs)]));
}

function dropped(conditions: readonly string[]): JsonObject {
  return { error_mode: "ignore", trace_conditions: conditions };
}

/** To a team's Jaeger. While that is away spans wait here; what no longer fits is given up, and counted. */
function jaeger(team: string, queueSize: number): JsonObject {
  return {
    endpoint: `${serviceHost(jaegerName(team), NAMESPACES.tracing)}:${PORTS.otlpGrpc}`,
    tls: { insecure: true },
    timeout: "10s",
    retry_on_failure: RETRY_WHILE_QUEUED,
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: queueSize,
      num_consumers: 4,
      block_on_overflow: false,
      batch: SPAN_BATCH,
    },
  };
}
