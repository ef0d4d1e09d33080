import assert from "node:assert/strict";
import { PORTS } from "../../../contract/ports";
import { eventually } from "../../programs/processes";
import { startTarget, type Target } from "../applications/targets";
import { nextPodAddress, nodeAddress } from "../cluster/nodes";
import { NODE, Tenants } from "../tenants/tenants";

const METRICS = "# TYPE victim_secret gauge\nvictim_secret 1\n";

/** What a pod may try to send the agent elsewhere, by name; `victim` is the host and port where it wants it. */
const ATTEMPTS: Readonly<Record<string, (victim: string) => Readonly<Record<string, string>>>> = {
  "a path with a host": (victim) => ({ "prometheus.io/path": `@${victim}/admin` }),
  "a path that begins with a host": (victim) => ({ "prometheus.io/path": `//${victim}/admin` }),
  "a path that is an address": (victim) => ({ "prometheus.io/path": `http://${victim}/admin` }),
  "a port with a host": (victim) => ({ "prometheus.io/port": `8080@${victim}` }),
  "a port and a second host": (victim) => ({ "prometheus.io/port": `8080;${victim}` }),
  "a scheme with a host": (victim) => ({ "prometheus.io/scheme": `http://${victim}/` }),
  "a parameter with a host": (victim) => ({ "prometheus.io/param_target": victim }),
};

/** Scrapes of an attacker after which what it tries would have shown. */
const ENOUGH_SCRAPES = 2;

describe("an annotated pod that wants the agent to ask elsewhere", () => {
  let tenants: Tenants;
  const stops: (() => Promise<void>)[] = [];

  const target = async (address: string, port: number, redirectTo?: string): Promise<Target> => {
    const started = await startTarget({ address, port, metrics: () => METRICS, clients: () => [], redirectTo });
    stops.push(() => started.stop());
    return started;
  };

  before(async () => {
    tenants = await Tenants.start({ distribution: "gke-telemetry" });
  });

  after(async () => {
    for (const stop of stops) await stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  /** A pod with these annotations whose answers are redirects; returns what it was asked. */
  const attacker = async (name: string, annotations: Readonly<Record<string, string>>, redirectTo?: string) => {
    const { podIP } = await tenants.pod({
      name,
      namespace: "attacker",
      annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "8080", ...annotations },
    });
    return target(podIP, 8080, redirectTo);
  };

  const scrapedEnough = ({ requests }: Target) =>
    eventually(
      "the attacker is scraped",
      60,
      () => {
        assert.ok(requests.length >= ENOUGH_SCRAPES, `${requests.length} times so far`);
      },
      [tenants.agent.process],
    );

  for (const status of [301, 302, 307, 308])
    it(`gets nothing by a redirect with status ${status} to another team's pod`, async () => {
      const { podIP } = await tenants.pod({ name: `victim-${status}`, namespace: "shop" });
      const victim = await target(podIP, PORTS.metricsDemo);
      const to = `http://${podIP}:${PORTS.metricsDemo}/admin/flush?confirm=yes`;
      const name = `redirects-${status}`;
      await scrapedEnough(await attacker(name, {}, `${status} ${to}`));
      assert.deepEqual(victim.requests, []);
      const [up] = await eventually("the scrape is known to fail", 30, async () => {
        const series = await tenants.store.query(`up{k8s_pod_name="${name}"}`);
        assert.equal(series.length, 1);
        return series;
      });
      assert.equal(up!.value, 0);
      assert.deepEqual(await tenants.store.query("victim_secret"), []);
    });

  it("gets nothing by a redirect to the kubelet, nor to the agent itself", async () => {
    const kubelet = await target(nodeAddress(NODE), 10_255);
    const loopback = await target(tenants.agent.podIP, 9999);
    await scrapedEnough(await attacker("to-kubelet", {}, `302 http://${nodeAddress(NODE)}:10255/metrics`));
    await scrapedEnough(await attacker("to-agent", {}, `302 http://${tenants.agent.podIP}:9999/metrics`));
    assert.deepEqual([...kubelet.requests, ...loopback.requests], []);
    assert.deepEqual(await tenants.store.query("victim_secret"), []);
  });

  for (const [attempt, annotations] of Object.entries(ATTEMPTS))
    it(`gets nothing by ${attempt}`, async () => {
      const address = nextPodAddress(NODE);
      const victim = await target(address, PORTS.metricsDemo);
      const name = attempt.replaceAll(" ", "-");
      const asked = await attacker(name, annotations(`${address}:${PORTS.metricsDemo}`));
      // A pod whose annotations make no valid target is not scraped at all; another one shows that the agent knows it.
      const { podIP } = await tenants.pod({
        name: `${name}-neighbour`,
        namespace: "shop",
        annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" },
      });
      await scrapedEnough(await target(podIP, 8080));
      assert.deepEqual(victim.requests, []);
      assert.ok(asked.requests.length === 0 || asked.requests.every(({ url }) => url.startsWith("/")));
    });
});
