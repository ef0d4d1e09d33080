/** Every category of checks, in the order in which they are told. */
import type { Category } from "../check";
import { AGENTS } from "./agents/agents";
import { DISCOVERY } from "./discovery/discovery";
import { IDENTITY_CHECKS } from "./identity/identity";
import { PLAN_CHECKS } from "./plan/plan";

export const CATEGORIES: readonly Category[] = [AGENTS, DISCOVERY, IDENTITY_CHECKS, PLAN_CHECKS];
