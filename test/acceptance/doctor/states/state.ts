/** A state of a cluster that doctor has to find. */
import type { Lab } from "../lab";

export interface State {
  /** What was made, as a person says it. */
  readonly made: string;
  readonly make: (lab: Lab) => Promise<void>;
  /** Days after which doctor comes. Default: at once. */
  readonly daysLater?: number;
  /** Whether the stack replaces a central collector (`migration`). */
  readonly migrates?: true;
  /** Whether the agents read monitors (`agent.monitors`). */
  readonly readsMonitors?: true;
  /** Id of the check that finds it. */
  readonly check: string;
  /** What it says of subject and cause. */
  readonly says: RegExp;
}
