import { type OptionalSection, PROJECT } from "../../settings/schema/settings";
import { planStack, type Plan } from "../../tools/plan/plan";

/** Settings with every part that a stack can have, on the project's own image. */
export const EVERY_PART = {
  delivery: "durable",
  collectorImage: { distribution: "gke-telemetry" },
  agent: { debugExporter: true },
  metrics: { kind: "prometheus" },
  tracing: {
    sampling: { kind: "tail" },
    protocols: ["jaeger", "zipkin"],
    teams: [{ name: "shop", namespaces: ["shop"] }],
  },
  demo: { hotrod: true, metrics: true },
} satisfies Record<OptionalSection, object> & Record<string, unknown>;

/** The plan of a stack of these settings, on a cluster that exists. */
export function configured(settings: Record<string, unknown>, secrets: Record<string, string> = {}): Promise<Plan> {
  const all = { environment: "test", cluster: { kind: "existing", name: "test" }, ...settings };
  const values = Object.entries(all).map(([key, value]) => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const secretValues = Object.entries(secrets).map(([key, value]) => [`${PROJECT}:${key}`, value]);
  return planStack("test", {
    values: Object.fromEntries([...values, ...secretValues]) as Record<string, string>,
    secretKeys: secretValues.map(([key]) => key ?? ""),
  });
}
