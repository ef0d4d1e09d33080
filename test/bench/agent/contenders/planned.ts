/** Agents as the program plans them for a stack, with fixed targets in the place of discovery. */
import { planStack } from "../../../../tools/plan/plan";
import type { StackConfiguration } from "../../../../tools/plan/stackFile";
import { UserError } from "../../../../tools/cli";
import { at, type CollectorConfig, isObject, type JsonObject, textOf } from "../../../../collector/common/model";
import { asksKubelet, scrapeJobs } from "../../../../collector/requirements/permissions";
import { componentType, EXPORTERS, PROCESSORS } from "../../../../contract/collector/components";
import { NAMES } from "../../../../contract/names";
import { problemsText } from "../../../../settings/problems";
import { PROJECT } from "../../../../settings/schema/settings";
import { Agent } from "../../../faults/parts/agent";
import type { AgentValues } from "../../../faults/plan/plannedVariant";
import { withFixedTargets } from "../../../faults/plan/scrapeTargets";
import { withoutSecretVolumes, withoutTls } from "../../../faults/plan/withoutTls";
import { type Contender, GO_ENVIRONMENT, type Surroundings } from "./contender";

export interface PlannedAgent {
  readonly config: CollectorConfig;
  readonly values: AgentValues;
}

/** Changed settings of the stack by their keys; those of `agent` replace single ones. */
export interface Changes {
  readonly delivery: "memory" | "durable";
  readonly outageMinutes: number;
  readonly agent: Readonly<Record<string, unknown>>;
  readonly collectorImage?: object;
  readonly containers?: object;
}

/** Most nodes here have no kubelet. */
const NO_KUBELET = { containers: { enabled: false } };

function changed({ values, secretKeys }: StackConfiguration, { agent, ...others }: Changes): StackConfiguration {
  const own = JSON.parse(values[`${PROJECT}:agent`] ?? "{}") as object;
  const entries = Object.entries({ ...NO_KUBELET, ...others, agent: { ...own, ...agent } }).map(([key, value]) => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { values: { ...values, ...(Object.fromEntries(entries) as Record<string, string>) }, secretKeys };
}

/** The agent of a stack with these changes, without encryption and credentials. */
export async function planAgent(stack: string, settings: StackConfiguration, changes: Changes): Promise<PlannedAgent> {
  const { collectors, charts, problems } = await planStack(stack, changed(settings, changes));
  if (problems.length > 0) throw new UserError(problemsText(problems));
  const chart = charts.find(({ release }) => release === NAMES.agentRelease);
  if (!collectors["agent"] || !chart) throw new UserError(`Stack ${stack} has no agent.`);
  return {
    config: metricsAlone(withoutTls(withoutToken(collectors["agent"]))),
    values: withoutSecretVolumes(chart.values as unknown as AgentValues),
  };
}

/** Where an agent writes to. */
export function storeEndpoint({ exporters }: CollectorConfig): URL {
  const endpoints = Object.entries(exporters)
    .filter(([id]) => componentType(id).endsWith("remote_write"))
    .map(([, exporter]) => textOf(at(exporter, "http", "endpoint") ?? at(exporter, "endpoint")));
  const [endpoint] = endpoints;
  if (endpoint === undefined) throw new Error("the agent writes nowhere");
  return new URL(endpoint);
}

/** The configuration for a kubelet that asks for no token, which nobody could give the agent here. */
function withoutToken(agent: CollectorConfig): CollectorConfig {
  const { prometheus } = agent.receivers;
  const config = at(prometheus, "config");
  if (!isObject(config)) throw new Error("the agent has no Prometheus receiver");
  const jobs = scrapeJobs(agent).map((job): JsonObject => {
    if (!asksKubelet(job)) return job;
    const others = Object.entries(job).filter(([key]) => key !== "authorization");
    return { ...Object.fromEntries(others), tls_config: { insecure_skip_verify: true, min_version: "TLS12" } };
  });
  const receiver = { ...prometheus, config: { ...config, scrape_configs: jobs } };
  return { ...agent, receivers: { ...agent.receivers, prometheus: receiver } };
}

/** The pipeline of what is scraped. */
const SCRAPED = "metrics/scraped";

/** The same agent with nothing behind its processors: what scraping itself costs. */
export function withoutWriting({ config, values }: PlannedAgent): PlannedAgent {
  const scraped = config.service.pipelines[SCRAPED];
  if (!scraped) throw new Error(`the agent has no pipeline ${SCRAPED}`);
  const silent = { verbosity: "basic", sampling_initial: 1, sampling_thereafter: 1_000_000_000 };
  const nothing = `${EXPORTERS.debug}/nothing`;
  // Exporters without a pipeline are not started.
  const exporters = { ...config.exporters, [nothing]: silent };
  const alone = withPipelines(config, { [SCRAPED]: { ...scraped, exporters: [nothing] } });
  return { values, config: { ...alone, exporters } };
}

type Pipelines = CollectorConfig["service"]["pipelines"];

/** The configuration with these pipelines, and the components that they have, alone. */
function withPipelines(config: CollectorConfig, pipelines: Pipelines): CollectorConfig {
  const used = (kind: "receivers" | "processors" | "exporters") => {
    const ids = Object.values(pipelines).flatMap((pipeline) => pipeline[kind]);
    return Object.fromEntries(Object.entries(config[kind]).filter(([id]) => ids.includes(id)));
  };
  const components = { receivers: used("receivers"), processors: used("processors"), exporters: used("exporters") };
  return { ...config, ...components, service: { ...config.service, pipelines } };
}

/** The configuration without spans, and without enrichment: there is no API server that knows the pods. */
function metricsAlone(config: CollectorConfig): CollectorConfig {
  const pipelines = Object.entries(config.service.pipelines)
    .filter(([id]) => id.split("/")[0] === "metrics")
    .map(([id, pipeline]) => {
      const processors = pipeline.processors.filter((one) => componentType(one) !== PROCESSORS.kubernetesAttributes);
      return [id, { ...pipeline, processors }] as const;
    });
  return withPipelines(config, Object.fromEntries(pipelines));
}

/** An agent as a contender. */
export function plannedContender(name: string, { config, values }: PlannedAgent): Omit<Contender, "isBaseline"> {
  const start = async ({ folder, programs, busybox, address, pods, sink }: Surroundings) => {
    const agent = new Agent({
      name: "agent",
      program: programs.otelcol ?? "",
      busybox,
      folder,
      logs: folder,
      address,
      planned: { agent: withFixedTargets(config, address, pods), values },
      hosts: { [storeEndpoint(config).hostname]: sink.address },
      environment: GO_ENVIRONMENT,
    });
    await agent.start();
    return { pid: agent.process?.pid ?? -1, stop: () => agent.kill() };
  };
  return { name, start };
}
