/** Two plans of the same stack that differ in every way that a picture shows. */
import type { Plan } from "../../tools/plan/plan";
import { withPolicies } from "../../tools/plan/policies";
import { configured, EVERY_PART } from "../harness/configuredPlan";

const [ARCHIVE, ...OTHERS] = EVERY_PART.exporters;

/** A stack with sidecars and every other part. */
export async function laterPlan(): Promise<Plan> {
  const tracing = { ...EVERY_PART.tracing, sidecars: true };
  return withPolicies(await configured({ ...EVERY_PART, tracing }), "2026-01-01");
}

/** The same with a team, an exporter and a scrape job that the later one has not, and without its sidecars. */
export function earlierPlan(): Promise<Plan> {
  const { teams } = EVERY_PART.tracing;
  const retired = { ...ARCHIVE, name: "retired", endpoint: "https://retired.example.com:4318" };
  const tracing = { ...EVERY_PART.tracing, teams: [...teams, { name: "closed", namespaces: ["closed"] }] };
  const secrets = { exporterSecrets: '{"archive": "token", "central": "token", "retired": "token"}' };
  const scrapeJobs = [...EVERY_PART.scrapeJobs, { name: "mainframes", targets: ["mainframe.example.com:9187"] }];
  return configured({ ...EVERY_PART, tracing, scrapeJobs, exporters: [ARCHIVE, ...OTHERS, retired] }, secrets);
}
