/** Every category of checks, in the order in which they are told. */
import type { Category } from "../check";
import { AGENTS } from "./agents/agents";
import { DISCOVERY } from "./discovery/discovery";
import { IDENTITY_CHECKS } from "./identity/identity";
import { DELIVERY } from "./measured/delivery";
import { MIGRATION } from "./migration/migration";
import { STORE_CHECKS } from "./measured/store";
import { TARGETS } from "./measured/targets";
import { TRACES } from "./measured/traces";
import { PLAN_CHECKS } from "./plan/plan";

/** What the API server is asked. */
export const OF_CLUSTER: readonly Category[] = [AGENTS, DISCOVERY, IDENTITY_CHECKS, PLAN_CHECKS];

/** What the metrics store is asked about the stack itself. */
export const OF_STORE: readonly Category[] = [DELIVERY, STORE_CHECKS, TRACES];

export const CATEGORIES: readonly Category[] = [...OF_CLUSTER, TARGETS, ...OF_STORE, MIGRATION];
