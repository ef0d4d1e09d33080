/** The load that a stack is to hold. */
import { UsageError } from "../cli";

/** A load. What was not asked for is what the stack has. */
export interface Asked {
  /** Samples per second of the whole cluster, those of kubelets, nodes and Kubernetes objects included. */
  readonly samplesPerSecond?: number | undefined;
  /** Samples per second of the busiest node. Default: the mean of all. */
  readonly busiestNode?: number | undefined;
  /** Targets of the whole cluster. */
  readonly targets?: number | undefined;
  readonly nodes?: number | undefined;
  readonly outageMinutes?: number | undefined;
  readonly retentionHours?: number | undefined;
}

/** Names of the options by the fields of the load. */
export const ASKED_OPTIONS = {
  samplesPerSecond: "samples-per-second",
  busiestNode: "busiest-node",
  targets: "targets",
  nodes: "nodes",
  outageMinutes: "outage-minutes",
  retentionHours: "retention-hours",
} as const satisfies Record<keyof Asked, string>;

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new UsageError(`--${option} ${text}: a whole number above 0.`);
  return value;
}

/**
 * The load that the options ask for.
 *
 * @throws UsageError for a value that is no whole number above 0
 */
export function askedLoad(options: Readonly<Record<string, unknown>>): Asked {
  return Object.fromEntries(
    Object.entries(ASKED_OPTIONS).flatMap(([field, option]) => {
      const text = options[option];
      return typeof text === "string" ? [[field, wholeNumber(option, text)]] : [];
    }),
  );
}
