import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environment } from "../environment";
import { type AlertPath, type Notification, startAlertPath, startWebhook, type Webhook } from "../stack/alertPath";
import { eventually } from "../../programs/processes";

/** Path of the webhook whose address is a secret. */
const TOKEN = "token-of-the-webhook";
const WATCHDOG_SECONDS = 30;
/** Seconds after which a silence is on the volumes, even if every process is killed. */
const SNAPSHOT_SECONDS = 70;
/** Seconds in which an alert that fires at once is delivered: an evaluation, the wait of its group, and some. */
const DELIVERY_SECONDS = 90;

/** An alert that fires and ends with the next evaluation. */
const ALERT = "PrometheusWalCorruption";
const CLUSTER = 'k8s_cluster_name="acceptance",deployment_environment="acceptance"';
const PROMETHEUS = `${CLUSTER},k8s_namespace_name="monitoring",k8s_pod_name="prometheus-0"`;

const corruptions = (count: number) =>
  [
    "# TYPE prometheus_tsdb_wal_corruptions_total gauge",
    `prometheus_tsdb_wal_corruptions_total{${PROMETHEUS}} ${count}`,
    "# TYPE process_start_time_seconds gauge",
    `process_start_time_seconds{${PROMETHEUS}} ${Math.round(Date.now() / 1000)}`,
    "",
  ].join("\n");

const stackFile = (webhook: string) => `
config:
  gke-telemetry:environment: acceptance
  gke-telemetry:cluster: {kind: existing, name: acceptance, maxNodes: 2}
  gke-telemetry:agent: {profile: low, scrapeIntervalSeconds: 5, scrapeTimeoutSeconds: 5}
  gke-telemetry:grafana: {enabled: false}
  gke-telemetry:nodeExporter: {enabled: false}
  gke-telemetry:alerts:
    alertmanager:
      kind: own
      receivers:
        - {name: telemetry, kind: webhook}
        - {name: heartbeat, kind: webhook, url: "${webhook}/heartbeat"}
        - {name: own, kind: webhook, url: "${webhook}/own"}
      defaultReceiver: telemetry
      routes:
        - {receiver: own, namespaces: [monitoring]}
      groupWaitSeconds: 1
      groupIntervalSeconds: 30
      watchdog: {receiver: heartbeat, intervalSeconds: ${WATCHDOG_SECONDS}}
  gke-telemetry:receiverSecrets: {telemetry: {secure: AAAB}}
`;

describe("an alert", () => {
  let webhook: Webhook;
  let path: AlertPath;
  let silencedAt: number;

  /** Notifications of an alert since a time. */
  const told = (alert: string, since: number): Notification[] =>
    webhook.notifications.filter(
      ({ at, alerts }) => at >= since && alerts.some(({ labels }) => labels.alertname === alert),
    );
  const eventuallyTold = (alert: string, status: Notification["status"], since: number, seconds = DELIVERY_SECONDS) =>
    eventually(`the webhook is told that ${alert} is ${status}`, seconds, () => {
      const found = told(alert, since).find((one) => one.status === status);
      assert.ok(found);
      return found;
    });
  const end = async () => {
    const since = Date.now();
    await path.push(corruptions(0));
    await eventuallyTold(ALERT, "resolved", since);
  };

  before(async function () {
    this.timeout(180_000);
    webhook = await startWebhook();
    const file = join(environment().folder, "alerts.yaml");
    writeFileSync(file, stackFile(webhook.url));
    path = await startAlertPath(file, { telemetry: `${webhook.url}/${TOKEN}` });
    await path.amtool(0, "silence", "add", "alertname=Kept", "--duration=1h", "--comment=test", "--author=test");
    silencedAt = Date.now();
  });

  after(async function () {
    this.timeout(60_000);
    await path.stop();
    await webhook.stop();
  });

  it("is told once by two replicas, with its links, at the receiver's secret address, and its end too", async () => {
    const since = Date.now();
    await path.push(corruptions(1));
    const { receiver, path: asked, alerts } = await eventuallyTold(ALERT, "firing", since);
    assert.deepEqual([receiver, asked], ["telemetry", `/${TOKEN}`]);
    const [alert] = alerts;
    assert.equal(alert?.labels["severity"], "critical");
    assert.equal(alert.labels["k8s_cluster_name"], "acceptance");
    assert.match(alert.annotations["runbook_url"] ?? "", /\/PrometheusWalCorruption\.md$/);
    await end();
    assert.deepEqual(
      told(ALERT, since).map(({ status }) => status),
      ["firing", "resolved"],
    );
  });

  it("is not told while it is silenced, at whichever replica, and is afterwards", async () => {
    const since = Date.now();
    const id = await path.amtool(0, "silence", "add", `alertname=${ALERT}`, "--comment=test", "--author=test");
    await eventually("the other replica knows the silence", 30, async () => {
      assert.match(await path.amtool(1, "silence", "query"), new RegExp(ALERT));
    });
    await path.push(corruptions(1));
    await eventually("both replicas have the alert, silenced", DELIVERY_SECONDS, async () => {
      for (const replica of [0, 1])
        assert.match(
          await path.amtool(replica, "alert", "query", "--silenced", `alertname=${ALERT}`),
          new RegExp(ALERT),
        );
    });
    await sleep(10_000);
    assert.deepEqual(told(ALERT, since), []);
    await path.amtool(0, "silence", "expire", id.trim());
    await eventuallyTold(ALERT, "firing", since);
    await end();
  });

  it("is not told while the alert from which it follows fires", async () => {
    const since = Date.now();
    const labels = ["k8s_cluster_name=acceptance", "deployment_environment=acceptance", "k8s_node_name=node-a"];
    const other = labels.map((label) => label.replace("node-a", "node-b"));
    for (const replica of [0, 1]) {
      await path.amtool(replica, "alert", "add", "AgentEnqueueFailed", "severity=critical", ...labels);
      await path.amtool(replica, "alert", "add", "AgentQueueFilling", "severity=warning", ...labels);
      await path.amtool(replica, "alert", "add", "AgentQueueFilling", "severity=warning", ...other);
    }
    await eventuallyTold("AgentEnqueueFailed", "firing", since);
    await eventuallyTold("AgentQueueFilling", "firing", since);
    await sleep(10_000);
    const nodes = told("AgentQueueFilling", since).flatMap(({ alerts }) => alerts.map((alert) => alert.labels));
    assert.deepEqual([...new Set(nodes.map((one) => one["k8s_node_name"]))], ["node-b"]);
  });

  it("is told by Prometheus again after an outage of every Alertmanager, which keep their silences", async () => {
    await sleep(Math.max(0, silencedAt + SNAPSHOT_SECONDS * 1000 - Date.now()));
    await path.killAlertmanagers();
    const since = Date.now();
    await path.push(corruptions(1));
    await eventually("Prometheus raises the alert", DELIVERY_SECONDS, async () => {
      const firing = await path.prometheus.query(`ALERTS{alertname="${ALERT}",alertstate="firing"}`);
      assert.equal(firing.length, 1);
    });
    await path.startAlertmanagers();
    await eventuallyTold(ALERT, "firing", since, 120);
    assert.match(await path.amtool(0, "silence", "query"), /Kept/);
    await end();
  });

  it("that always fires is told to the dead man's switch alone, at its interval", async () => {
    const beats = () => webhook.notifications.filter(({ receiver }) => receiver === "heartbeat");
    await eventually("two more beats", 3 * WATCHDOG_SECONDS, () => {
      assert.ok(beats().length >= 5, `${beats().length} beats`);
    });
    for (const { alerts } of beats())
      assert.deepEqual([...new Set(alerts.map(({ labels }) => labels.alertname))], ["Watchdog"]);
    const last = beats()
      .slice(-2)
      .map(({ at }) => at);
    const seconds = (last[1]! - last[0]!) / 1000;
    assert.ok(Math.abs(seconds - WATCHDOG_SECONDS) < 10, `${seconds} s`);
    assert.ok(told("Watchdog", 0).every(({ receiver }) => receiver === "heartbeat"));
  });

  it("is delivered by a configuration that shows no secret to those who can read it", async () => {
    assert.ok(!(await path.amtool(0, "config", "show")).includes(TOKEN));
  });
});
