import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PORTS } from "../../../contract/ports";
import { eventually } from "../../programs/processes";
import type { Labels } from "../../programs/prometheusApi";
import { startTarget } from "../applications/targets";
import { nextPodAddress } from "../cluster/nodes";
import { type Attributes, gauge, sendOtlp, span } from "../tenants/otlp";
import { NODE, type RunningTenantPod, Tenants, TRUSTED } from "../tenants/tenants";

const PATIENCE_SECONDS = 60;

/** Labels by which alerts and queries tell who a sample is of. */
const IDENTITY = [
  "k8s_namespace_name",
  "k8s_pod_name",
  "k8s_node_name",
  "k8s_deployment_name",
  "k8s_cluster_name",
  "deployment_environment",
  "collector",
];

const identityOf = (labels: Labels) =>
  Object.fromEntries(IDENTITY.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));

/** What a pod may say to be taken for the victim, as attributes of OTLP. */
function claims({ pod, podIP }: RunningTenantPod): Attributes {
  const said = {
    "k8s.namespace.name": pod.metadata.namespace!,
    "k8s.pod.name": pod.metadata.name,
    "k8s.pod.uid": pod.metadata.uid!,
    "k8s.pod.ip": podIP,
    "k8s.node.name": "acceptance-2",
    "k8s.deployment.name": "cart",
    "k8s.cluster.name": "other",
    "deployment.environment": "other",
    collector: "other",
  };
  const spelled = ["_", "..", "/"].flatMap((dot) =>
    Object.entries(said).map(([name, value]) => [name.replaceAll(".", dot), value]),
  );
  return { ...said, ...(Object.fromEntries(spelled) as Attributes) };
}

for (const distribution of ["gke-telemetry", "contrib"] as const)
  describe(`who sends, to an agent of the image ${distribution}`, () => {
    let tenants: Tenants;
    let victim: RunningTenantPod;
    let attacker: RunningTenantPod;

    before(async () => {
      tenants = await Tenants.start({ distribution });
      victim = await tenants.pod({ name: "cart", namespace: "shop" });
      attacker = await tenants.pod({ name: "evil", namespace: "attacker" });
      await eventually("the agent knows the pods", PATIENCE_SECONDS, async () => {
        await metric(attacker.podIP, "probe", {});
        const known = await tenants.store.query('probe{k8s_pod_name="evil"}');
        assert.ok(known.length > 0);
      });
    });

    after(() => (tenants as Tenants | undefined)?.stop());

    const url = (signal: string) => `http://${tenants.agent.podIP}:${PORTS.otlpHttp}/v1/${signal}`;

    async function metric(from: string, name: string, resource: Attributes, point: Attributes = {}): Promise<void> {
      assert.equal(await sendOtlp(from, url("metrics"), gauge(name, 1, resource, point)), 200);
    }

    const stored = (selector: string, count = 1) =>
      eventually(`${selector} is stored`, PATIENCE_SECONDS, async () => {
        const series = await tenants.store.query(selector);
        assert.equal(series.length, count, JSON.stringify(series));
        return series.map(({ labels }) => labels);
      });

    const ofStack = {
      deployment_environment: "acceptance",
      k8s_cluster_name: "acceptance",
      collector: "otel-collector",
    };
    const ofAttacker = {
      ...ofStack,
      k8s_namespace_name: "attacker",
      k8s_pod_name: "evil",
      k8s_node_name: NODE,
    };

    it("is the pod of the connection, whatever a metric's resource says", async () => {
      await metric(attacker.podIP, "by_resource", { "service.name": "cart", ...claims(victim) });
      const [labels] = await stored("by_resource");
      assert.deepEqual(identityOf(labels!), ofAttacker);
      assert.equal(labels!["exported_k8s_namespace_name"], "shop");
    });

    it("is the pod of the connection, whatever a metric's data points say", async () => {
      const point = { ...claims(victim), job: "otel-agent", instance: "here" };
      await metric(attacker.podIP, "by_point", {}, point);
      const [labels] = await stored("by_point");
      assert.deepEqual(identityOf(labels!), ofAttacker);
      assert.notEqual(labels!["job"], "otel-agent");
      assert.notEqual(labels!["instance"], "here");
    });

    it("is nobody where the connection is of no pod of the node", async () => {
      const elsewhere = await tenants.pod({ name: "far", namespace: "attacker", node: "acceptance-2" });
      for (const [from, name] of [
        [nextPodAddress(NODE), "from_no_pod"],
        [elsewhere.podIP, "from_another_node"],
      ] as const) {
        await metric(from, name, claims(victim), claims(victim));
        const [labels] = await stored(name);
        assert.deepEqual(identityOf(labels!), { ...ofStack, k8s_node_name: NODE });
      }
    });

    it("cannot send an up of the agents, of node exporter or of Prometheus", async () => {
      for (const service of ["otel-agent", "node-exporter", "prometheus"]) {
        const resource = { "service.name": service, ...claims(victim), "k8s.namespace.name": "open-telemetry" };
        await metric(attacker.podIP, "up", resource, { "k8s.namespace.name": "monitoring" });
        const [labels] = await stored(`up{job="${service}",k8s_pod_name="evil"}`);
        assert.equal(labels!["k8s_namespace_name"], "attacker");
      }
      const own = await stored('up{k8s_namespace_name="open-telemetry"}');
      assert.equal(own[0]!["k8s_pod_name"], `tenants-${distribution}`);
      assert.deepEqual(await tenants.store.query('up{k8s_namespace_name=~"monitoring|shop"}'), []);
    });

    it("is stored once, where a pod says the truth about itself", async () => {
      const truth = { "k8s.namespace.name": "shop", "k8s.pod.name": "cart", "k8s.node.name": NODE };
      const resource = { ...truth, "k8s.pod.uid": victim.pod.metadata.uid!, "deployment.environment": "acceptance" };
      await metric(victim.podIP, "honest", resource);
      const [labels] = await stored("honest");
      assert.deepEqual(identityOf(labels!), {
        ...ofStack,
        k8s_namespace_name: "shop",
        k8s_pod_name: "cart",
        k8s_node_name: NODE,
      });
      assert.deepEqual(
        Object.keys(labels!).filter((name) => name.startsWith("exported_")),
        [],
      );
    });

    it("is whom a pod of a trusted namespace names, with nothing of its own pod", async () => {
      const { podIP } = await tenants.pod({ name: "forwarder", namespace: TRUSTED });
      const own = { k8s_namespace_name: TRUSTED, k8s_pod_name: "forwarder", k8s_node_name: NODE };
      await eventually("the agent knows the forwarder", PATIENCE_SECONDS, async () => {
        await metric(podIP, "of_forwarder", {});
        // What came before the agent knew the pod is stored too, without its name.
        const [series] = await tenants.store.query('of_forwarder{k8s_pod_name="forwarder"}');
        assert.deepEqual(identityOf(series!.labels), { ...ofStack, ...own });
      });
      const named = { "k8s.namespace.name": "shop", "k8s.deployment.name": "cart", "deployment.environment": "other" };
      await metric(podIP, "forwarded", named);
      const [labels] = await stored("forwarded");
      const expected = { ...ofStack, k8s_namespace_name: "shop", k8s_deployment_name: "cart", k8s_node_name: NODE };
      assert.deepEqual(identityOf(labels!), expected);
      await metric(attacker.podIP, "self_trusted", { ...named, "sender.trusted": "true" });
      assert.equal((await stored("self_trusted"))[0]!["k8s_namespace_name"], "attacker");
    });

    it("is the scraped pod, whatever its page says", async () => {
      const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
      const { podIP } = await tenants.pod({ name: "page", namespace: "attacker", annotations });
      const said = Object.entries(claims(victim))
        .filter(([name]) => /^\w+$/.test(name))
        .map(([name, value]) => `${name}="${value}"`);
      const metrics = () => `scraped{${said.join()}} 1\ntarget_info{${said.join()}} 1\n`;
      const target = await startTarget({ address: podIP, port: 8080, metrics, clients: () => [] });
      try {
        const [labels] = await stored("scraped");
        assert.deepEqual(identityOf(labels!), { ...ofAttacker, k8s_pod_name: "page" });
      } finally {
        await target.stop();
      }
    });

    it("is the pod of the connection, whatever a span's resource says", async () => {
      const attributes = { "service.name": "cart", ...claims(victim) };
      const body = span("spoofed-span", attributes, { "k8s.namespace.name": "shop" });
      assert.equal(await sendOtlp(attacker.podIP, url("traces"), body), 200);
      const [resource, line] = await eventually("the span is in the agent's log", PATIENCE_SECONDS, () => {
        const found = /^ResourceTraces #0 (.*)\n(?:ScopeTraces.*\n)(spoofed-span .*)$/m.exec(
          readFileSync(tenants.agent.process.logFile, "utf8"),
        );
        assert.ok(found);
        return [found[1]!, found[2]!] as const;
      });
      const said = Object.fromEntries(resource.split(" ").map((pair) => pair.split("=") as [string, string]));
      assert.equal(said["k8s.namespace.name"], "attacker");
      assert.equal(said["k8s.pod.name"], "evil");
      assert.equal(said["k8s.node.name"], NODE);
      assert.equal(said["k8s.cluster.name"], "acceptance");
      assert.equal(said["k8s.pod.uid"], undefined);
      assert.doesNotMatch(line, / k8s\.namespace\.name=/);
    });
  });
