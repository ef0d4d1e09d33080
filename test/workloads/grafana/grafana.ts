/** Grafana as its tests build it. */
import assert from "node:assert/strict";
import { grafanaManifests, type GrafanaInput } from "../../../workloads/grafana/manifests";

export const dashboard = (uid: string, json: unknown = { uid, panels: [] }) => ({
  uid,
  title: uid,
  fileName: `${uid}.json`,
  json,
});

const defaults: GrafanaInput = {
  dataSource: { url: "http://prometheus:9090", headers: {}, authentication: "none", authority: "public" },
  scrapeIntervalSeconds: 30,
  dashboards: [dashboard("agents"), dashboard("nodes")],
};

/** Grafana's manifests with these inputs in place of the defaults. */
export const manifests = (input: Partial<GrafanaInput> = {}) => grafanaManifests({ ...defaults, ...input });

export function container(input: Partial<GrafanaInput> = {}) {
  const [only] = manifests(input).deployment.spec.template.spec.containers;
  assert.ok(only);
  return only;
}

/** The environment of the container: values, or the key of a Secret. */
export function variables(input: Partial<GrafanaInput> = {}): Record<string, unknown> {
  return Object.fromEntries(
    container(input).env.map((one) => [one.name, "value" in one ? one.value : one.valueFrom.secretKeyRef]),
  );
}
