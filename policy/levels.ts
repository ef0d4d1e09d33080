/** Enforcement levels and budgets of each stack. */
import type { EnforcementLevel, PolicyPackConfig } from "@pulumi/policy";
import dev from "./config/dev.json";
import local from "./config/local.json";
import prod from "./config/prod.json";
import type { Policy } from "./policies";
import { objectAt } from "./evidence/reading";

const CONFIGURATIONS = { dev, local, prod } as Readonly<Record<string, PolicyPackConfig>> & { prod: PolicyPackConfig };

/** The configuration of a stack, in the form of `--policy-pack-config`. A stack without one has prod's. */
export function configurationOf(stack: string): PolicyPackConfig {
  return CONFIGURATIONS[stack] ?? CONFIGURATIONS.prod;
}

/** The level that the engine applies: the policy's in the configuration, else that of `all`, else the one in its code. */
export function levelOf(policy: Policy, configuration: PolicyPackConfig): EnforcementLevel {
  const own = configuration[policy.name];
  const level = typeof own === "string" ? own : own?.enforcementLevel;
  const all = configuration["all"];
  return level ?? (typeof all === "string" ? all : all?.enforcementLevel) ?? policy.enforcementLevel ?? "advisory";
}

/** A policy's properties: the configuration's over the schema's defaults. */
export function propertiesOf(policy: Policy, configuration: PolicyPackConfig): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(policy.configSchema?.properties ?? {}).map(([key, schema]) => [key, schema.default]);
  return { ...(Object.fromEntries(defaults) as Record<string, unknown>), ...objectAt(configuration, policy.name) };
}
