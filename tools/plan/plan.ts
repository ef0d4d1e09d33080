/** The plan of a stack as data: registered resources, charts, collector configurations, forecast and problems. */
import type { CollectorConfig } from "../../collector/common/model";
import { assumeActive } from "../../lease/tracePipeline";
import type { Manifest } from "../../policy/evidence/reading";
import type { Violation } from "../../policy/run";
import type { Problem } from "../../settings/problems";
import { SettingsError, loadStackInput, type StackInput } from "../../settings/load/load";
import { PROJECT, type Settings } from "../../settings/schema/settings";
import { deployStack } from "../../stack/stack";
import { tell } from "../progress";
import { collectorProblems, collectorsOf } from "./collectors";
import { runProgram, type PlannedResource } from "./engine";
import type { Figures } from "./figures";
import { forecast, type Forecast } from "./forecast/forecast";
import type { StackConfiguration } from "./stackFile";

/** A Helm chart that the stack installs. */
export interface PlannedChart {
  readonly release: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version?: string;
  readonly repository?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Plan {
  readonly project: string;
  readonly stack: string;
  /** Absent if the settings have problems. */
  readonly settings?: Settings;
  readonly forecast?: Forecast;
  /** What the settings mean in numbers, by subject; absent if they were not computed. */
  readonly figures?: Figures;
  readonly resources: readonly PlannedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly charts: readonly PlannedChart[];
  /** What Helm makes of charts, by release; absent for those that nobody has rendered. */
  readonly renderedCharts?: Readonly<Record<string, readonly Manifest[]>>;
  /** Each collector's configuration, by role (`agent`, `gateway`, `sampler`) or else by release. */
  readonly collectors: Readonly<Record<string, CollectorConfig>>;
  readonly problems: readonly Problem[];
  /** Violations of policies; absent if the policies were not run. */
  readonly violations?: readonly Violation[];
}

export const CHART_TYPE = "kubernetes:helm.sh/v4:Chart";

function plannedChart({ inputs }: PlannedResource): PlannedChart {
  const { name, namespace, chart, version, repositoryOpts, values } = inputs as {
    name: string;
    namespace: string;
    chart: string;
    version?: string;
    repositoryOpts?: { repo?: string };
    values: Record<string, unknown>;
  };
  return {
    release: name,
    namespace,
    chart,
    ...(version === undefined ? {} : { version }),
    ...(repositoryOpts?.repo === undefined ? {} : { repository: repositoryOpts.repo }),
    values,
  };
}

/**
 * Plans a stack in this process, without a cluster, the Pulumi CLI or a network.
 *
 * @param configuration the stack's configuration; problems in it become problems of the plan
 */
export async function planStack(stack: string, configuration: StackConfiguration): Promise<Plan> {
  const empty = { project: PROJECT, stack, resources: [], outputs: {}, charts: [], collectors: {} };
  let input: StackInput | undefined;
  tell(`Planning stack ${stack}`);
  try {
    const { resources, outputs } = await runProgram(
      { project: PROJECT, stack, ...configuration },
      () => (input = loadStackInput(configuration.source)),
      (read) => deployStack(read, assumeActive),
    );
    const charts = resources.filter(({ type }) => type === CHART_TYPE).map(plannedChart);
    const collectors = collectorsOf(charts);
    return {
      ...empty,
      ...(input && { settings: input.settings, forecast: forecast(input.settings) }),
      resources,
      outputs,
      charts,
      collectors,
      problems: collectorProblems(collectors, resources),
    };
  } catch (error) {
    if (error instanceof SettingsError) return { ...empty, problems: error.problems };
    throw error;
  }
}
