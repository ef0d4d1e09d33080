/** The labels by which a team's Jaeger is known. */
import { jaegerName, labels, NAMES } from "../../contract/names";

/** Labels of everything that belongs to a team's Jaeger, which also select its pod. The job of its metrics is `jaeger`. */
export function jaegerLabels(team: string): Record<string, string> {
  return { ...labels(NAMES.jaeger), "app.kubernetes.io/instance": jaegerName(team) };
}
