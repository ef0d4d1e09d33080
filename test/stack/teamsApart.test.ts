import assert from "node:assert/strict";
import { NAMES, NAMESPACES, labels } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { Plan } from "../../tools/plan/plan";
import { configured } from "../harness/configuredPlan";
import { isAllowed, type NetworkPolicy } from "../../tools/live/network/policy";

const tracing = {
  teams: [
    { name: "shop", namespaces: ["shop"] },
    { name: "pay", namespaces: ["pay"], ingress: { host: "pay.example.com", tlsSecretName: "tls", iap: {} } },
  ],
};

const planOf = (traces: string) => configured({ tracing, grafana: { traces } });

/** Teams whose Jaegers Grafana has as data sources, and those that its pod can reach. */
function seen({ resources }: Plan) {
  const objects = resources.map(({ inputs }) => inputs as { kind?: string; data?: Record<string, string> });
  const file = objects.flatMap(({ data }) => data?.["data-sources.yaml"] ?? []).join("");
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy") as unknown as NetworkPolicy[];
  const grafana = { address: "10.4.0.7", pod: { namespace: NAMESPACES.monitoring, labels: labels(NAMES.grafana) } };
  const jaeger = (team: string) => ({
    address: "10.4.0.8",
    pod: {
      namespace: NAMESPACES.tracing,
      labels: { ...labels(NAMES.jaeger), "app.kubernetes.io/instance": `jaeger-${team}` },
    },
  });
  const teams = ["default", "shop", "pay"];
  return {
    queried: teams.filter((team) => file.includes(`"uid": "jaeger-${team}"`)),
    reached: teams.filter((team) =>
      isAllowed(policies, { from: grafana, to: jaeger(team), port: PORTS.jaegerQuery }, "api"),
    ),
    links: [...file.matchAll(/"(?:datasourceUid|url)": "(jaeger-[a-z]+|https:\/\/pay[^"]*)"/g)].map(([, to]) => to),
  };
}

describe("the traces that a viewer of Grafana sees", () => {
  it("are those of every team, and the plan says so", async () => {
    const plan = await planOf("all");
    const { queried, reached } = seen(plan);
    assert.deepEqual(
      [queried, reached],
      [
        ["default", "shop", "pay"],
        ["default", "shop", "pay"],
      ],
    );
    assert.equal(plan.forecast?.["grafana viewers"], "every viewer sees all samples, the traces of default, shop, pay");
  });

  it("are those of no team, where teams are left out: Grafana has no data source, no way and no link to them", async () => {
    const plan = await planOf("default");
    const { queried, reached, links } = seen(plan);
    assert.deepEqual([queried, reached], [["default"], ["default"]]);
    assert.deepEqual(links, ["jaeger-default", "https://pay.example.com/trace/$${__value.raw}"]);
    assert.equal(
      plan.forecast?.["grafana viewers"],
      "every viewer sees all samples, the traces of default, not those of shop, pay",
    );
  });

  it("are none", async () => {
    const plan = await planOf("none");
    const { queried, reached } = seen(plan);
    assert.deepEqual([queried, reached], [[], []]);
    assert.deepEqual(plan.problems, []);
  });
});
