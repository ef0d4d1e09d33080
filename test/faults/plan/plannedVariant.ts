/** What runs in a variant of the matrix. */
import type { CollectorConfig } from "../../../collector/common/model";

/** Our two ways of delivery, and the chart's own defaults beside them. */
export const VARIANTS = ["memory", "durable", "chart"] as const;
export type VariantName = (typeof VARIANTS)[number];

/** Settings of a stack, with scrapes every second. */
export interface FaultSettings {
  readonly outageMinutes?: number;
  readonly enrich?: boolean;
  /** Rate for which the queue is made. */
  readonly samplesPerSecond?: number;
}

/** A container that comes before the agent's own. */
export interface AgentContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The parts of the chart's values that a process notices. */
export interface AgentValues {
  readonly command?: { readonly name?: string; readonly extraArgs?: readonly string[] };
  readonly initContainers?: readonly AgentContainer[];
  readonly extraEnvs?: readonly { readonly name: string; readonly value?: string }[];
  readonly extraVolumes?: readonly {
    readonly name: string;
    readonly emptyDir?: object;
    readonly hostPath?: object;
    readonly secret?: object;
  }[];
  readonly extraVolumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
  readonly podSecurityContext?: { readonly runAsUser?: number };
  readonly resources: { readonly limits?: { readonly memory: string } };
  readonly terminationGracePeriodSeconds?: number;
}

export interface PlannedVariant {
  readonly agent: CollectorConfig;
  readonly values: AgentValues;
  /** What the agent of ours may read of the API. */
  readonly rules: readonly unknown[];
  /** `prometheus.yml`. */
  readonly storeConfig: { readonly global: object };
  readonly storeArguments: readonly string[];
  /** File names and texts of the alert and recording rules. */
  readonly ruleFiles: Readonly<Record<string, string>>;
}
