/** What runs in a variant of the matrix. */
import type { CollectorConfig } from "../../../collector/common/model";

/** Our ways of delivery, by the image that they run on, and the chart's own defaults beside them. */
export const VARIANTS = ["contrib", "memory", "durable", "chart"] as const;
export type VariantName = (typeof VARIANTS)[number];
/** Those of which something is promised. */
export const OURS = ["contrib", "memory", "durable"] as const;

/** Settings of a stack, with scrapes every second. */
export interface FaultSettings {
  readonly outageMinutes?: number;
  readonly enrich?: boolean;
  /** Rate for which the queue is made. */
  readonly samplesPerSecond?: number;
  readonly profile?: "high";
  /** Where the one namespace of the run needs more than half of the node's series. */
  readonly seriesPerNamespace?: number;
  /** Whether the queue's files are on the node's disk, where a variant has files. */
  readonly onNode?: true;
  /** Whether the stack writes to an address elsewhere, whose store speaks remote write 1.0 alone. */
  readonly version1?: true;
  /** Whether the store keeps exemplars, as it does beside traces. */
  readonly exemplars?: true;
}

/** A container that comes before the agent's own. */
export interface AgentContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly securityContext?: { readonly runAsUser?: number };
}

/** The parts of the chart's values that a process notices. */
export interface AgentValues {
  readonly command?: { readonly extraArgs?: readonly string[] };
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
