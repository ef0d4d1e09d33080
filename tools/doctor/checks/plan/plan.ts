/** Checks of what is there against what is planned. */
import type { Category } from "../../check";
import { dataSourcesAnswer } from "./dataSources";
import { gameDayOver } from "./gameDay";
import { objectsAsPlanned, objectsThere } from "./objects";
import { levelsEnforced, policiesEnforced, workloadsReady } from "./workloads";

export const PLAN_CHECKS: Category = {
  name: "plan",
  title: "Plan",
  checks: [
    objectsThere,
    objectsAsPlanned,
    workloadsReady,
    dataSourcesAnswer,
    gameDayOver,
    levelsEnforced,
    policiesEnforced,
  ],
};
