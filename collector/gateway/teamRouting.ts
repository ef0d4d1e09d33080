/** The last pipelines of the trace pipeline, which send each team's spans to its Jaeger. */
import { type ComponentId, COMPONENTS, EXPORTERS, PROCESSORS } from "../../contract/collector/components";
import { jaegerName, serviceHost, type TraceNames } from "../../contract/names";
import { spanClientTls } from "../../contract/credentials/spanTls";
import { PORTS } from "../../contract/ports";
import type { TraceMemory } from "../../settings/sizing/traces/traces";
import type { Exporter } from "../../settings/schema/extending/exporters";
import { DEFAULT_TEAM, type TeamSettings } from "../../settings/schema/tracing";
import { requestBatch, RETRY_WHILE_QUEUED } from "../common/exporters";
import { copyPipelines } from "../common/own/exporters";
import { type Component, type ComponentPipeline, pipeline } from "../common/pipelines";
import { ISOLATION } from "../common/processors";

/** Connects the pipeline that samples and the pipelines of the teams. */
export const SAMPLED: Component = { id: COMPONENTS.sampled, settings: {}, isConnector: true };

type Team = Pick<TeamSettings, "name" | "namespaces" | "services" | "samplingPercent">;

/**
 * A pipeline for each team, one for the spans of no team, and one for each further destination, which gets all. Each
 * pipeline of a team receives all spans and drops those of other teams.
 *
 * A service belongs to its team in every namespace; the team of all other spans follows from their namespace. A trace
 * with spans of several teams is in the Jaeger of each, with that team's spans only and the same trace id.
 */
export function teamPipelines(
  teams: readonly Team[],
  { queueBytes }: Pick<TraceMemory, "queueBytes">,
  { namespace }: Pick<TraceNames, "namespace">,
  exporters: readonly Exporter[],
): ComponentPipeline[] {
  const all = [
    ...teams.map((team) => ({ team: team.name, percent: team.samplingPercent, dropped: notOf(team, teams) })),
    { team: DEFAULT_TEAM, percent: 100, dropped: teams.length > 0 ? [anyOf(teams)] : [] },
  ];
  const queueSize = Math.floor(queueBytes / all.length);
  const ofTeams = all.map(({ team, percent, dropped }) =>
    pipeline(
      `traces/${team}`,
      [SAMPLED],
      [
        ...(dropped.length > 0 ? [dropFilter(team, dropped)] : []),
        ...(percent < 100 ? [probabilisticSampler(`${PROCESSORS.probabilisticSampler}/${team}`, percent)] : []),
        ISOLATION,
      ],
      [jaegerExporter(team, namespace, queueSize)],
    ),
  );
  return [...ofTeams, ...copyPipelines("traces", exporters, SAMPLED)];
}

/**
 * Keeps a share of the traces that arrive by their ids, the same on every replica. What was sampled before, by the gateway
 * or by an SDK, says so in its trace state, and the share is one of that: in the mode `hash_seed` such spans would all be
 * dropped. Those whose trace state contradicts their id are kept.
 */
export function probabilisticSampler(id: ComponentId, percent: number): Component {
  return { id, settings: { mode: "proportional", fail_closed: false, sampling_percentage: percent } };
}

const attributeIs = (name: string) => (value: string) => `resource.attributes["${name}"] == "${value}"`;
const serviceIs = attributeIs("service.name");
const namespaceIs = attributeIs("k8s.namespace.name");

const either = (conditions: readonly string[]) => `(${conditions.join(" or ")})`;

/** Conditions that match all spans except the team's. */
function notOf(team: Team, teams: readonly Team[]): string[] {
  const others = teams.filter((other) => other !== team).flatMap(({ services }) => services);
  const own = team.services.map(serviceIs);
  const namespaces = team.namespaces.map(namespaceIs);
  const within =
    namespaces.length === 0 || others.length === 0
      ? namespaces
      : [`${either(namespaces)} and not ${either(others.map(serviceIs))}`];
  return [`not ${either([...own, ...within])}`];
}

/** The condition that matches the spans of any team. */
function anyOf(teams: readonly Team[]): string {
  return either(teams.flatMap((team) => [...team.services.map(serviceIs), ...team.namespaces.map(namespaceIs)]));
}

function dropFilter(team: string, conditions: readonly string[]): Component {
  return { id: `${PROCESSORS.filter}/${team}`, settings: { error_mode: "ignore", trace_conditions: conditions } };
}

/**
 * Sends to a team's Jaeger. While the Jaeger is down, spans wait in a queue; spans that do not fit are dropped and
 * counted.
 */
function jaegerExporter(team: string, namespace: string, queueSize: number): Component {
  const host = serviceHost(jaegerName(team), namespace);
  const settings = {
    endpoint: `${host}:${PORTS.otlpGrpc}`,
    tls: spanClientTls(host),
    timeout: "10s",
    retry_on_failure: RETRY_WHILE_QUEUED,
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: queueSize,
      num_consumers: 4,
      block_on_overflow: false,
      batch: requestBatch(queueSize),
    },
  };
  return { id: `${EXPORTERS.otlpGrpc}/${team}`, settings };
}
