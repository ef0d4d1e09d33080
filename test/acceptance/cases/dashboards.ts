import assert from "node:assert/strict";
import { EXPORTERS } from "../../../contract/collector/components";
import { NAMES } from "../../../contract/names";
import { dashboards } from "../../../monitoring/dashboards/all";
import type { Dashboard, DashboardJson } from "../../../monitoring/dashboards/grafana/model";
import { RULE_OPTIONS } from "../../monitoring/everyRule";
import { asked, type Chosen, panelQueries } from "../../monitoring/panelQueries";
import { dashboardUid } from "../../../monitoring/dashboards/grafana/links";
import { APPLICATION_NAMESPACE, APPLICATIONS } from "../applications/applications";
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

  /** What somebody chooses in dashboards of one node or pod. */
  const chosen = (uid: string): Chosen => {
    const { metadata } = stack.agents["acceptance-1"].pod;
    if (uid.endsWith("-node")) return { node: "acceptance-1" };
    return uid.endsWith("-pod") ? { namespace: metadata.namespace!, pod: metadata.name } : {};
  };

  for (const { uid, title } of dashboards(agentSizing({ profile: "low" }), { ...PARTS, traces: false })) {
    it(`of "${title}" show data in every panel`, async () => {
      const dashboard = provisioned(stack).find((candidate) => candidate.uid === uid);
      assert.ok(dashboard, `no ConfigMap has the dashboard ${uid}`);
      // These agents write with contrib's exporter.
      const queries = panelQueries(dashboard, chosen(uid)).filter(
        ({ expression }) => !expression.includes(EXPORTERS.durableRemoteWrite),
      );
      assert.ok(queries.length > 0);
      await eventually("every query returns data", PATIENCE_SECONDS, async () => {
        const empty: string[] = [];
        for (const { panel, expression, mayBeEmpty } of queries) {
          const values = (await stack.prometheus.query(expression)).filter(({ value }) => !Number.isNaN(value));
          if (values.length === 0 && !mayBeEmpty) empty.push(`${panel}: ${expression}`);
        }
        assert.deepEqual(empty, []);
      });
    });
  }

  it("of scrape coverage name the pod that asks to be scraped and is not, and say why", async () => {
    const coverage = provisioned(stack).find(({ uid }) => uid === dashboardUid("coverage"));
    const query = panelQueries(coverage!).find(({ panel }) => panel === "Annotated and not scraped");
    await eventually("one pod is not scraped", PATIENCE_SECONDS, async () => {
      const found = await stack.prometheus.query(query!.expression);
      assert.deepEqual(
        found.map(({ labels }) => [labels["namespace"], labels["pod"], labels["why"]]),
        [
          [
            APPLICATION_NAMESPACE,
            APPLICATIONS.portless.name,
            "it has no annotation prometheus.io/port, and no port named metrics",
          ],
        ],
      );
    });
  });

  it("draw events that Prometheus can tell", async () => {
    for (const { json } of provisioned(stack))
      for (const { expr } of json.annotations.list) await stack.prometheus.query(asked(expr));
  });
});
