import { settingsSchema, type GkeClusterSettings } from "../../settings/schema/settings";

/** Settings of a GKE cluster as a stack file gives them, with the schema's defaults filled in. */
export function gkeSettings(values: Record<string, unknown> = {}): GkeClusterSettings {
  const { cluster } = settingsSchema.parse({
    environment: "test",
    cluster: { kind: "gke", name: "telemetry-test", project: "acme-test", location: "europe-west1-b", ...values },
  });
  if (cluster.kind !== "gke") throw new Error("these settings are not of a GKE cluster");
  return cluster;
}
