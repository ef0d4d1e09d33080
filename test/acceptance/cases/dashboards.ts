import assert from "node:assert/strict";
import { EXPORTERS } from "../../../contract/collector/components";
import { NAMES } from "../../../contract/names";
import { dashboards } from "../../../monitoring/dashboards/all";
import type { Dashboard, DashboardJson } from "../../../monitoring/dashboards/model";
import { RULE_OPTIONS } from "../../monitoring/everyRule";
import { panelQueries } from "../../monitoring/panelQueries";
import { agentSizing } from "../../../settings/sizing/agent";
import type { KubernetesObject } from "../cluster/kubernetes";
import { eventually } from "../../programs/processes";
import { type RunningStack, runningStack } from "../stack/runningStack";

/** Seconds until rates over several scrapes, and rules over those, have values. */
const PATIENCE_SECONDS = 150;

interface DashboardConfigMap extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** The dashboards as Grafana's pod would mount them. */
function provisioned({ plan }: RunningStack): Dashboard[] {
  const prefix = `${NAMES.grafana}-dashboard-gke-telemetry`;
  const configMaps = plan.manifests.filter(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith(prefix),
  );
  return (configMaps as DashboardConfigMap[]).flatMap(({ data }) =>
    Object.entries(data).map(([fileName, text]) => {
      const json = JSON.parse(text) as DashboardJson;
      return { uid: json.uid, title: json.title, fileName, json };
    }),
  );
}

const PARTS = { containers: true, objects: RULE_OPTIONS.objects };

describe("dashboards", () => {
  let stack: RunningStack;

  before(async () => {
    stack = await runningStack();
  });

  for (const { uid, title } of dashboards(agentSizing({ profile: "low" }), { ...PARTS, traces: false })) {
    it(`of "${title}" show data in every panel`, async () => {
      const dashboard = provisioned(stack).find((candidate) => candidate.uid === uid);
      assert.ok(dashboard, `no ConfigMap has the dashboard ${uid}`);
      // These agents write with contrib's exporter.
      const queries = panelQueries(dashboard).filter(
        ({ expression }) => !expression.includes(EXPORTERS.durableRemoteWrite),
      );
      assert.ok(queries.length > 0);
      await eventually("every query returns data", PATIENCE_SECONDS, async () => {
        const empty: string[] = [];
        for (const { panel, expression } of queries) {
          const values = (await stack.prometheus.query(expression)).filter(({ value }) => !Number.isNaN(value));
          if (values.length === 0) empty.push(`${panel}: ${expression}`);
        }
        assert.deepEqual(empty, []);
      });
    });
  }
});
