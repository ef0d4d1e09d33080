/** What a change of a stack means: from the plan of one revision to the plan of another. */
import type { Violation } from "../../../policy/run";

/** Version of the JSON form. A field that is renamed or removed makes a new one. */
export const CHANGE_VERSION = 1;

/** One line of meaning: `samples/s`, `promise`, `price`, `memory of an agent`, ... */
export interface Meaning {
  readonly what: string;
  /** Absent where there was none. */
  readonly before?: string;
  readonly after?: string;
  /** The difference in words or figures (`+1,840`, `60 -> 45 minutes`). */
  readonly difference: string;
}

/** What `pulumi up` does to one resource, or what follows of it for pods. */
export interface Happening {
  readonly kind: "created" | "updated" | "deleted" | "replaced" | "restarted";
  /** Pulumi type token, or the workload's kind for restarts. */
  readonly type: string;
  readonly name: string;
  readonly urn?: string;
  /** The properties by which it is replaced, or what restarts the pods. */
  readonly because: readonly string[];
  /** What is lost by it, in one sentence; absent if nothing. */
  readonly lost?: string;
  /** Whether nothing brings back what is lost. */
  readonly irreversible: boolean;
}

/** A change of a configuration, by meaning: a pipeline, a component, a scrape job, a rule, a panel. */
export interface ConfigurationChange {
  /** Whose: `agent`, `trace-gateway`, `prometheus`, `alerts`, `dashboard write-path`, ... */
  readonly of: string;
  /** File of the plan that holds it, such as `collector/agent.yaml`. */
  readonly file: string;
  readonly kind: "added" | "removed" | "changed";
  /** `processor memory_limiter`, `pipeline metrics`, `scrape job kubernetes-pods`, `alert AgentMissing`. */
  readonly what: string;
  /** Path -> before and after as text; empty for added and removed. */
  readonly details: readonly { readonly path: string; readonly before?: string; readonly after?: string }[];
}

/** An edge of the network (`from -> to:port`) or a right (`subject may verb resource`). */
export interface Reach {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export interface SeriesChange {
  /** Where the figures come from: `collector and Prometheus` or `rules evaluated in this process`. */
  readonly source: string;
  readonly appear: readonly string[];
  readonly vanish: readonly string[];
  readonly renamed: readonly { readonly before: string; readonly after: string }[];
  readonly relabelled: readonly { readonly series: string; readonly labels: readonly string[] }[];
  /** Panels and alerts that have no data afterwards: `dashboard/panel`, `alert NAME`. */
  readonly emptied: readonly string[];
}

export interface Change {
  readonly version: typeof CHANGE_VERSION;
  readonly stack: string;
  /** What the plan is compared with: a Git reference or a folder. */
  readonly against: string;
  /** The one sentence that carries the decision. */
  readonly verdict: string;
  readonly risk: "nothing" | "safe" | "review" | "dangerous" | "irreversible";
  readonly meaning: readonly Meaning[];
  readonly happenings: readonly Happening[];
  readonly network: Reach;
  readonly rights: Reach;
  readonly policies: { readonly broken: readonly Violation[]; readonly mended: readonly Violation[] };
  readonly problems: { readonly appear: readonly string[]; readonly gone: readonly string[] };
  readonly configuration: readonly ConfigurationChange[];
  readonly series?: SeriesChange;
  /** What nobody looked at, one sentence each. */
  readonly notLookedAt: readonly string[];
  /** Files of the plan that differ, with their unified diffs. */
  readonly files: readonly {
    readonly file: string;
    readonly change: "added" | "removed" | "changed";
    readonly diff: string;
  }[];
}
