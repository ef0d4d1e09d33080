/** A variant of the matrix: an agent, its store, the proxy between them, and targets that count its scrapes. */
import type { Programs } from "../programs/programs";
import type { Agent } from "./parts/agent";
import type { Cluster, VariantCluster } from "./parts/cluster";
import type { OtlpSender } from "./parts/otlpSender";
import type { VariantName } from "./plan/plannedVariant";
import type { FaultProxy } from "./parts/proxy";
import type { Store } from "./parts/store";
import type { CountingTarget } from "./parts/targets";
import type { Account, Expected } from "./verdict/accounting";

export interface VariantContext {
  readonly programs: Partial<Programs>;
  /** Path of a static busybox. */
  readonly busybox: string;
  readonly folder: string;
  readonly logs: string;
  /** For the cases about discovery. */
  readonly cluster?: Cluster;
}

export interface Variant {
  readonly name: VariantName;
  readonly agent: Agent;
  readonly store: Store;
  readonly proxy: FaultProxy;
  readonly targets: readonly CountingTarget[];
  readonly sender: OtlpSender;
  readonly cluster: VariantCluster | undefined;
  /** Address at which the proxy is; `spareAddress` is free. */
  readonly proxyAddress: string;
  readonly spareAddress: string;
  /** When the fault began and ended, in milliseconds since the epoch. */
  fault: { from: number; to: number };
  /** Everything that was accepted so far, against everything that is stored. */
  readonly account: () => Promise<Account>;
  readonly expected: () => Expected[];
  readonly stop: () => Promise<void>;
}
