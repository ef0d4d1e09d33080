/** Stacks whose namespaces have other names than the default. */
import assert from "node:assert/strict";
import { NAMESPACES } from "../../contract/names";
import { settingsSchema } from "../../settings/schema/settings";
import { withPolicies } from "../../tools/plan/policies";
import { configured, EVERY_PART } from "../harness/configuredPlan";

const TODAY = "2026-11-28";

/** Every text in a value, with the key or the index that leads to it. */
function texts(value: unknown, key = ""): { readonly key: string; readonly text: string }[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => texts(one, name));
}

/** Where a text of a plan names a namespace. */
function namesNamespace({ key, text }: { key: string; text: string }, name: string): boolean {
  return (
    (["namespace", "kubernetes.io/metadata.name"].includes(key) && text === name) ||
    new RegExp(`[a-z0-9]\\.${name}\\.svc|^prometheus\\.${name}$`).test(text) ||
    new RegExp(`namespace(_name)?=~?\\\\?"([a-z|-]*\\|)?${name}["|\\\\]`).test(text) ||
    new RegExp(`(^|[:;( ])${name}/`).test(text)
  );
}

const renamed = (prefix: string) =>
  Object.fromEntries(Object.entries(NAMESPACES).map(([part, name]) => [part, `${prefix}${name}`]));

describe("a stack with namespaces of other names", () => {
  it("has the defaults that the library has", () => {
    const { existing, ...names } = settingsSchema.shape.namespaces.parse({});
    assert.deepEqual([names, existing], [NAMESPACES, []]);
  });

  it("has the default name of none of them anywhere", async () => {
    const plan = await configured({ ...EVERY_PART, mesh: "istio", namespaces: renamed("team-") });
    assert.deepEqual(plan.problems, []);
    const left = plan.resources.flatMap(({ urn, inputs }) =>
      texts(inputs).flatMap((found) =>
        Object.values(NAMESPACES)
          .filter((name) => namesNamespace(found, name))
          .map((name) => `${urn}: ${name} in ${found.key}: ${found.text.slice(0, 200)}`),
      ),
    );
    assert.deepEqual(left, []);
  });

  for (const [what, names] of [
    ["ordinary names", renamed("team-")],
    // A name is to be looked for only where it stands for a namespace.
    [
      "names that are words of the program too",
      {
        agent: "agent",
        monitoring: "metrics",
        nodeExporter: "nodes",
        kubeStateMetrics: "objects",
        tracing: "traces",
        scraper: "static",
        demo: "demo",
      },
    ],
  ] as const)
    it(`passes the policies that the same stack with default names passes, with ${what}`, async () => {
      const found = async (namespaces: object) =>
        withPolicies(await configured({ ...EVERY_PART, mesh: "istio", namespaces }), TODAY).violations?.map(
          ({ rule, message }) => `${rule}: ${message}`,
        );
      assert.deepEqual(await found(names), await found({}));
    });

  it("keeps to its own in a namespace that exists, and leaves the namespace alone", async () => {
    const plan = await configured({
      ...EVERY_PART,
      namespaces: { monitoring: "observability", existing: ["observability"] },
    });
    const ofType = (name: string) =>
      plan.resources
        .filter(({ type }) => type.endsWith(`:${name}`))
        .map(({ inputs }) => inputs["metadata"] as Record<string, unknown>);
    const created = ofType("Namespace").map(({ name }) => name);
    assert.deepEqual(created.sort(), [
      "node-exporter",
      "object-metrics",
      "open-telemetry",
      "scraper",
      "telemetry-demo",
      "telemetry-logs",
      "tracing",
    ]);
    assert.deepEqual(ofType("NamespacePatch"), [
      { name: "observability", annotations: { "gke-telemetry/shared": "true" } },
    ]);
    const policies = ofType("NetworkPolicy").filter(({ namespace }) => namespace === "observability");
    assert.deepEqual(policies.map(({ name }) => name).sort(), [
      "alertmanager",
      "grafana",
      "prometheus",
      "victoria-logs",
    ]);
    const mandatory = withPolicies(plan, TODAY).violations?.filter(({ level }) => level === "mandatory");
    assert.deepEqual(mandatory, []);
  });

  it("refuses names of the system, one name for two, and existing ones that are none of its own", async () => {
    const { problems } = await configured({
      namespaces: { agent: "kube-system", monitoring: "tracing", existing: ["shop"] },
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["gke-telemetry:namespaces.tracing", "gke-telemetry:namespaces.agent", "gke-telemetry:namespaces.existing"],
    );
  });
});
