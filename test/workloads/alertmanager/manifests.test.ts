import assert from "node:assert/strict";
import { GROUP_BY, INHIBITIONS, WATCHDOG } from "../../../monitoring/alerts/delivery";
import { settingsSchema } from "../../../settings/schema/settings";
import { alertmanagerConfig } from "../../../workloads/alertmanager/config";
import { alertmanagerManifests } from "../../../workloads/alertmanager/manifests";
import { alertRules } from "../../monitoring/promtool/testFile";
import { EVERY_RULE } from "../../monitoring/everyRule";

const ALERTS = { watchdog: WATCHDOG, inhibitions: INHIBITIONS, groupBy: GROUP_BY };

function settingsOf(more: Record<string, unknown> = {}) {
  const receivers = ["operations", "shop"].map((name) => ({ name, kind: "slack" }));
  const alertmanager = { kind: "own", receivers, defaultReceiver: "operations", ...more };
  const { alerts } = settingsSchema.parse({
    environment: "test",
    cluster: { kind: "existing", name: "test" },
    alerts: { alertmanager },
  });
  assert.ok(alerts.alertmanager.kind === "own");
  return alerts.alertmanager;
}

const routesOf = (more: Record<string, unknown>) => alertmanagerConfig(settingsOf(more), ALERTS, []).route.routes;

describe("Alertmanager's routes", () => {
  it("begin with the dead man's switch, which is nobody's unless the settings name a receiver", () => {
    assert.deepEqual(routesOf({}), [{ receiver: "null", matchers: ['alertname="Watchdog"'] }]);
    const [first] = routesOf({ watchdog: { receiver: "shop", intervalSeconds: 60 } });
    assert.deepEqual(first, {
      receiver: "shop",
      matchers: ['alertname="Watchdog"'],
      ...{ group_wait: "0s", group_interval: "60s", repeat_interval: "30s" },
    });
  });

  it("end with the default receiver where a route passes alerts on, which would else count as matched", () => {
    const route = { receiver: "shop", severities: ["critical"], continue: true };
    assert.deepEqual(routesOf({ routes: [route] }).slice(1), [
      { receiver: "shop", matchers: ['severity=~"critical"'], continue: true },
      { receiver: "operations", matchers: [] },
    ]);
  });
});

describe("inhibitions", () => {
  it("are about alerts that exist, none of which silences itself", () => {
    const names = alertRules(EVERY_RULE).map(({ alert }) => alert);
    for (const { source, targets, equal } of INHIBITIONS) {
      for (const name of [source, ...targets]) assert.ok(names.includes(name), name);
      assert.ok(!targets.includes(source), source);
      assert.ok(equal.length > 0);
    }
  });

  it("never let a less urgent alert silence a more urgent one", () => {
    const order = ["critical", "warning", "info"];
    const urgency = (name: string) =>
      order.indexOf(alertRules(EVERY_RULE).find(({ alert }) => alert === name)?.labels.severity ?? "");
    for (const { source, targets } of INHIBITIONS)
      for (const target of targets)
        assert.ok(urgency(source) <= urgency(target) || source === "AgentStoppedReporting", `${source} > ${target}`);
  });
});

describe("Alertmanager's objects", () => {
  const manifests = (replicas: number) =>
    alertmanagerManifests({ settings: settingsOf({ replicas }), alerts: ALERTS, withSecret: ["operations", "shop"] });
  const gossip = (replicas: number) =>
    manifests(replicas).statefulSet.spec.template.spec.containers[0]!.args.filter((one) =>
      one.startsWith("--cluster."),
    );

  it("have no gossip and no disruption budget for one replica", () => {
    assert.deepEqual(gossip(1), ["--cluster.listen-address="]);
    assert.ok(!("disruptionBudget" in manifests(1)));
    assert.equal(gossip(3).filter((one) => one.startsWith("--cluster.peer=")).length, 3);
    assert.ok("disruptionBudget" in manifests(2));
  });

  it("have no secret, but files that have them", () => {
    const text = manifests(2).configMap.data["alertmanager.yml"];
    assert.match(text, /"api_url_file": "\/etc\/alertmanager\/receivers\/shop"/);
    assert.doesNotMatch(text, /"(api_url|routing_key|url|auth_password|credentials)":/);
  });
});
