/** Every state that is made for doctor. */
import { MISSING_AGENTS } from "./missingAgents";
import { DISCOVERY_STATES } from "./discovery";
import { GRAFANA_STATES } from "./grafana";
import { IDENTITY_STATES } from "./identity";
import { MIGRATION_STATES } from "./migration";
import { PLAN_STATES } from "./plan";
import { PLANNED_AGENTS } from "./plannedAgents";
import { RUNNING_AGENTS } from "./runningAgents";
import type { State } from "./state";

export const STATES: readonly State[] = [
  ...MISSING_AGENTS,
  ...RUNNING_AGENTS,
  ...PLANNED_AGENTS,
  ...DISCOVERY_STATES,
  ...IDENTITY_STATES,
  ...PLAN_STATES,
  ...GRAFANA_STATES,
  ...MIGRATION_STATES,
];
