/** What a plan changes, with the plan of the other side. */
import type { Plan } from "../plan";
import type { Change } from "./model";

export interface Compared {
  readonly before: Plan;
  readonly change: Change;
}
