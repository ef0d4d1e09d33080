/** What a case of the fault matrix is. */
import type { CollectorConfig } from "../../collector/common/model";
import type { Expected } from "./verdict/accounting";
import type { RunningCase } from "./runningCase";
import type { Variant } from "./variant";
import type { OURS, VariantName, FaultSettings } from "./plan/plannedVariant";
import type { TargetOptions } from "./parts/targets";

/** What ours may lose, and of what it has to warn. */
export interface Allowance {
  /** Whether ours may lose a sample, from what happened in the variant. Default: none. */
  readonly mayLose?: (sample: Expected, variant: Variant) => boolean;
  /** How many of these at most. Default: all. */
  readonly atMost?: (variant: Variant) => number | Promise<number>;
  /** Alerts of ours of which at least one has to be raised. */
  readonly expectedAlerts?: readonly string[];
  /** Failed requests a second that a recovering store may get, where it is more than one. */
  readonly mostRetriesPerSecond?: number;
  /** Whether alerts about a loss may be raised although every good sample is stored: a bad one was lost. */
  readonly mayRaiseLossAlerts?: true;
}

/** Less than the promise, for one variant. */
export interface Exception extends Allowance {
  /** Why, which its cell says. */
  readonly reason: string;
}

export interface FaultCase extends Allowance {
  readonly name: string;
  /** Whether it belongs to the subset that runs with every change. */
  readonly fast?: true;
  /** What is promised of ours, in a sentence. */
  readonly promise: string;
  /** Variants of ours of which less is promised. */
  readonly exceptions?: Readonly<Partial<Record<(typeof OURS)[number], Exception>>>;
  readonly settings?: FaultSettings;
  /** Number of targets and of series of each. Default: 4 of 10. */
  readonly targets?: { readonly count: number; readonly series: number };
  /** Targets that misbehave, beside the others. */
  readonly extraTargets?: readonly ExtraTarget[];
  /** Whether targets are found through an API server; the last of them has no pod at first. */
  readonly discovery?: true;
  /** Changes the agents' configurations, where a fault can only be made there. */
  readonly adapt?: (agent: CollectorConfig) => CollectorConfig;
  /** Size of the volumes of the agent's queue, where it has to be small. */
  readonly agentVolumeMiB?: number;
  /** Size of the store's volume, where it has to be small. */
  readonly storeVolumeMiB?: number;
  /** Whether the variants run one after the other, because each needs much of the machine. */
  readonly oneByOne?: true;
  /** Whether no alert at all may be raised. */
  readonly noAlerts?: true;
  /** Variants that do not run; the reason stands in their cells. */
  readonly without?: Readonly<Partial<Record<VariantName, string>>>;
  /** What happens. The agents run and their first samples are stored when it starts. */
  readonly run: (running: RunningCase) => Promise<void>;
  /** More that has to hold, and a figure to show. Throws where it does not. */
  readonly check?: (variant: Variant) => Promise<string | undefined> | string | undefined;
}

export type ExtraTarget = Pick<TargetOptions, "name" | "answer"> & { readonly intervalSeconds?: number };
