/** A store that has samples of several clusters. */
import assert from "node:assert/strict";
import type { Store } from "../../../tools/live/store";
import { RequestError } from "../../../tools/live/api";
import type { PlannedStack } from "../../../tools/live/cluster";
import { planStack } from "../../../tools/plan/plan";
import { CATEGORIES } from "../../../tools/doctor/checks/all";
import { expectedOf } from "../../../tools/doctor/doctor";
import { type Access, accessTo } from "../../../tools/doctor/source";
import { promqlNames } from "../../monitoring/promqlNames";

const away = () => Promise.reject(new RequestError("no cluster here"));

async function plannedStack(): Promise<PlannedStack> {
  const { settings, ...plan } = await planStack("test", {
    values: {
      "gke-telemetry:environment": "prod",
      "gke-telemetry:cluster": '{"kind":"existing","name":"shop"}',
      "gke-telemetry:tracing": "{}",
      "gke-telemetry:migration": '{"from":{"namespace":"observability","service":"otel-collector"}}',
    },
    secretKeys: [],
  });
  assert.ok(settings);
  return { ...plan, settings };
}

/** Everything that doctor asks a store, whatever a cluster says. */
async function queriesOfDoctor(): Promise<readonly string[]> {
  const queries: string[] = [];
  const record = (query: string) => {
    queries.push(query);
    return Promise.resolve([]);
  };
  const store: Store = { query: record, queryRange: record, samples: record, close: () => Promise.resolve() };
  const api = new Proxy({}, { get: () => away }) as Access["api"];
  const expected = expectedOf({ plan: await plannedStack() });
  const access = accessTo(api, () => Promise.resolve(store), { expected, now: Date.now });
  const sources = CATEGORIES.flatMap(({ checks }) => checks.flatMap(({ needs }) => Object.values(needs)));
  await Promise.allSettled(sources.map((source) => access.read(source)));
  return queries;
}

describe("doctor at a store of several clusters", () => {
  let queries: readonly string[];

  before(async () => {
    queries = await queriesOfDoctor();
    assert.ok(queries.length > 40, `${queries.length} queries`);
  });

  it("asks about its own alone", () => {
    const own = /k8s_cluster_name=(?:"shop"|~"\|shop"),deployment_environment=(?:"prod"|~"\|prod")/g;
    for (const query of queries) assert.equal(query.match(own)?.length ?? 0, promqlNames(query).metrics.length, query);
  });

  it("takes a central collector without the name of a cluster for that of its own", () => {
    const [doubled = ""] = queries.filter((query) => query.includes("on (instance)"));
    assert.equal(
      doubled,
      'up{collector="otel-collector",k8s_cluster_name="shop",deployment_environment="prod"} and on (instance) ' +
        'up{collector!="otel-collector",k8s_cluster_name=~"|shop",deployment_environment=~"|prod"}',
    );
  });
});
