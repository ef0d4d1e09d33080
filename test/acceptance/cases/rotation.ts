import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { PORTS } from "../../../contract/ports";
import { agentAccess, stackSecrets } from "../stack/credentials";
import { environment } from "../environment";
import { eventually } from "../../programs/processes";
import { askOverTls } from "../../programs/prometheusApi";
import { type RunningStack, runningStack, STACK } from "../stack/runningStack";

const METRIC = "acceptance_rotation";

/** Series that are sent at once, several times a second. */
const SERIES = 20;
const PAUSE_MILLISECONDS = 100;

/** Milliseconds between what the two sides learn of a change. */
const APART_MILLISECONDS = 3000;

type Side = "prometheus" | "agents";

/** Sends samples to an agent until it is told to stop; returns the times, in milliseconds, of those that were taken. */
function startLoad(url: string): { readonly accepted: number[]; readonly stop: () => Promise<void> } {
  const accepted: number[] = [];
  const end = new AbortController();
  const running = (async () => {
    while (!end.signal.aborted) {
      const at = Date.now();
      const dataPoints = Array.from({ length: SERIES }, (_, number) => ({
        attributes: [{ key: "number", value: { stringValue: String(number) } }],
        timeUnixNano: `${at}000000`,
        asDouble: at,
      }));
      const resource = { attributes: [{ key: "service.name", value: { stringValue: "rotation" } }] };
      const scopeMetrics = [{ metrics: [{ name: METRIC, gauge: { dataPoints } }] }];
      const { ok } = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }),
      });
      if (ok) accepted.push(at);
      await sleep(PAUSE_MILLISECONDS);
    }
  })();
  return {
    accepted,
    stop: async () => {
      end.abort();
      await running;
    },
  };
}

describe("credentials of Prometheus", () => {
  let stack: RunningStack;
  const generations = new Map<number, ReturnType<typeof agentAccess>>();

  /** Puts the Secrets of a generation on the API server, as an `up` does, and lets both sides learn of it in turn. */
  async function moveTo(generation: number, order: readonly Side[]): Promise<void> {
    const { api } = environment().server;
    const secrets = await stackSecrets(STACK, generation);
    for (const secret of secrets) await api.apply(secret);
    generations.set(generation, agentAccess(secrets));
    for (const side of order) {
      await stack.updateSecrets(side);
      await sleep(APART_MILLISECONDS);
    }
  }

  async function statusWith(generation: number): Promise<number> {
    const access = generations.get(generation);
    assert.ok(access);
    return (await askOverTls(`${stack.prometheus.url}/api/v1/query?query=1`, access)).status;
  }

  before(async () => {
    stack = await runningStack();
    generations.set(1, agentAccess(await stackSecrets(STACK)));
  });

  it("are asked for at every path, and never over plain HTTP", async () => {
    const { access, url } = stack.prometheus;
    assert.ok(access);
    const stranger = { ...access, username: "" };
    for (const path of ["/", "/metrics", "/-/ready", "/-/healthy", "/api/v1/query?query=up", "/api/v1/write"])
      assert.equal((await askOverTls(`${url}${path}`, stranger)).status, 401, path);
    assert.equal((await fetch(`${url.replace("https:", "http:")}/-/ready`)).status, 400);
  });

  it("are refused with a wrong password, and the server with a certificate of anybody else", async () => {
    const { access, url } = stack.prometheus;
    assert.ok(access);
    assert.equal((await askOverTls(`${url}/-/ready`, { ...access, password: "guessed" })).status, 401);
    await assert.rejects(fetch(`${url}/-/ready`), (error: Error) => {
      assert.match(String((error.cause as { code?: string }).code), /CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/);
      return true;
    });
  });

  it("change under load without a lost sample, whoever learns of it first, and the old ones end", async () => {
    const { podIP } = stack.agents["acceptance-1"];
    const load = startLoad(`http://${podIP}:${PORTS.otlpHttp}/v1/metrics`);
    await sleep(APART_MILLISECONDS);
    await moveTo(2, ["agents", "prometheus"]);
    assert.equal(await statusWith(1), 200, "the old password in the overlap");
    await moveTo(3, ["prometheus", "agents"]);
    assert.equal(await statusWith(1), 401, "the old password after the overlap");
    assert.equal(await statusWith(3), 200);
    // The way back takes the same steps.
    await moveTo(2, ["agents", "prometheus"]);
    await moveTo(1, ["prometheus", "agents"]);
    assert.equal(await statusWith(3), 401);
    await load.stop();

    assert.ok(load.accepted.length > 50, `only ${load.accepted.length} requests`);
    await eventually("every accepted sample is stored", 60, async () => {
      const stored = await stack.prometheus.samples(`${METRIC}[10m]`);
      assert.equal(stored.length, SERIES);
      for (const { labels, timestamps } of stored) {
        const known = new Set(timestamps.map((at) => Math.round(at * 1000)));
        const lost = load.accepted.filter((at) => !known.has(at));
        assert.deepEqual(
          lost,
          [],
          `${lost.length} of ${load.accepted.length} lost in series ${labels["number"] ?? ""}`,
        );
      }
    });
    console.log(`      (${load.accepted.length * SERIES} samples in four steps, none lost)`);
  });
});
