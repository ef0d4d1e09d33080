/** What a case about logs is. */
import type { LogAccount, LogNode } from "./logNode";
import type { LogSetup, LogVariantName } from "./plannedLogs";

export interface LogCase extends LogSetup {
  readonly name: string;
  /** Whether it belongs to the subset that runs with every change. */
  readonly fast?: true;
  /** What is promised, in a sentence. */
  readonly promise: string;
  /** Whether the variants run one after the other, because each needs much of the machine. */
  readonly oneByOne?: true;
  /** Variants that do not run; the reason stands in their cells. */
  readonly without?: Readonly<Partial<Record<LogVariantName, string>>>;
  /** Lines that may be lost. Default: none. */
  readonly mayLose?: (account: LogAccount, node: LogNode) => number;
  /** Lines that may be stored more than once. Default: none. */
  readonly mayBeTwice?: (account: LogAccount, node: LogNode) => number;
  /** What happens. The agent runs, and has no container yet. */
  readonly run: (node: LogNode) => Promise<void>;
  /** More that has to hold, and a figure to show. Throws where it does not. */
  readonly check?: (node: LogNode) => Promise<string | undefined>;
}
