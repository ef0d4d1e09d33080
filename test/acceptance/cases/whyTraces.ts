/** Where the way of a trace ends, with a real API server, real gateways, samplers and Jaegers. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { CollectorConfig } from "../../../collector/common/model";
import { otlpReceiver } from "../../../collector/common/receivers";
import { gatewayConfig } from "../../../collector/gateway/config";
import { samplerConfig } from "../../../collector/sampler/config";
import { RECEIVERS } from "../../../contract/collector/components";
import { jaegerName, NAMES, NAMESPACES, serviceHost, stackNames } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { DEFAULT_TEAM } from "../../../settings/schema/tracing";
import { parseSettings } from "../../../settings/parse";
import { UserError } from "../../../tools/cli";
import { openCluster } from "../../../tools/live/api";
import type { Look } from "../../../tools/why/look/look";
import { keptByTeam, sampled } from "../../../tools/why/trace/sampling";
import { traceAnswer } from "../../../tools/why/trace/trace";
import { type SpanTlsFiles, spanTlsFiles } from "../../harness/credentials/spanTls";
import { JAEGER_CLIENTS, traceInput, tracingSettings } from "../../harness/traceSettings";
import { traceId } from "../../programs/jaegerApi";
import { eventually } from "../../programs/processes";
import { type RunningJaeger, type RunningTracingPod, startGateway, startJaeger } from "../applications/tracingPods";
import { kubeconfigOf } from "../claimants/claimants";
import type { KubernetesObject } from "../cluster/kubernetes";
import { workloadStatus } from "../doctor/statuses";
import { environment } from "../environment";
import { ending } from "../why/ending";

const TEAMS = [
  { name: "shop", services: ["cart"] },
  { name: "frugal", services: ["batch"], samplingPercent: 25 },
];
const STORAGE = { kind: "memory", maxTraces: 10_000 } as const;
/** Traces of a service, of which a team keeps a tenth: that none of them is kept happens once in some thousand runs. */
const COUNT = 80;

interface Sampling {
  readonly name: string;
  readonly sampling: Readonly<Record<string, unknown>>;
  readonly role: "gateway" | "sampler";
}

const SAMPLINGS: readonly Sampling[] = [
  { name: "probabilistic", sampling: { kind: "probabilistic", percent: 40 }, role: "gateway" },
  { name: "tail", sampling: { kind: "tail", percent: 37.5, decisionWaitSeconds: 2 }, role: "sampler" },
];

/** With spans in plain text, as from an agent: none is there. */
const receiving = (config: CollectorConfig): CollectorConfig => ({
  ...config,
  receivers: { [RECEIVERS.otlp]: otlpReceiver("1m").settings },
});

/** Sends a span of each trace. @param code of its status: 2 is an error */
async function send(gateway: RunningTracingPod, service: string, ids: readonly string[], code = 0): Promise<void> {
  const now = Date.now();
  const spans = ids.map((id) => ({
    traceId: id,
    spanId: randomBytes(8).toString("hex"),
    name: "order",
    kind: 2,
    startTimeUnixNano: `${now - 5}000000`,
    endTimeUnixNano: `${now}000000`,
    status: { code },
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  const response = await fetch(`http://${gateway.podIP}:${PORTS.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  assert.equal(response.status, 200, await response.text());
}

const ids = (count: number) => Array.from({ length: count }, traceId);
describe("why a trace is not there", () => {
  let jaegers: RunningJaeger[];
  let tls: SpanTlsFiles;
  let look: Look;
  const server = () => environment().server.api;
  const gatewayObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: NAMES.traceGateway, namespace: NAMESPACES.tracing },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "gateway" } },
      template: { metadata: { labels: { app: "gateway" } }, spec: { containers: [{ name: "main", image: "x" }] } },
    },
  } as KubernetesObject;
  const settingsOf = (sampling?: object) =>
    parseSettings({
      environment: "acceptance",
      cluster: { kind: "existing", name: "acceptance" },
      ...(sampling && { tracing: { sampling, teams: TEAMS, spanMetrics: false } }),
    });

  before(async () => {
    tls = await spanTlsFiles(tracingSettings({ teams: TEAMS, spanMetrics: false }));
    jaegers = [];
    for (const name of [...TEAMS.map((team) => team.name), DEFAULT_TEAM])
      jaegers.push(await startJaeger({ name, namespaces: [], ...JAEGER_CLIENTS, storage: STORAGE }, tls));
    await server().apply(gatewayObject);
    await server().patchStatus(gatewayObject, workloadStatus("Deployment", 1, 1));
    const kubeconfig = kubeconfigOf(server().access);
    const settings = settingsOf({ kind: "probabilistic" });
    look = {
      settings,
      names: stackNames(settings.namespaces),
      planned: {},
      api: await openCluster({ kubeconfig, timeoutSeconds: 15 }),
      store: () => Promise.reject(new UserError("The store could not be asked: connect ECONNREFUSED.")),
      askPod: async (_, url) => {
        const response = await fetch(url);
        return { status: response.status, body: await response.text() };
      },
      now: () => Date.now() / 1000,
    };
  });

  after(async () => {
    await server().delete(gatewayObject);
    for (const jaeger of jaegers) await jaeger.remove();
  });

  for (const { name, sampling, role } of SAMPLINGS)
    describe(`with ${name} sampling`, () => {
      let gateway: RunningTracingPod;
      let own: Look;
      let config: CollectorConfig;

      before(async () => {
        const input = traceInput({ sampling, teams: TEAMS, spanMetrics: false });
        const planned = { gateway: gatewayConfig(input), sampler: samplerConfig(input) };
        own = { ...look, settings: settingsOf(sampling), planned };
        config = receiving(planned[role]!);
        const hosts = jaegers.map(({ podIP }, index) => {
          const team = [...TEAMS.map((one) => one.name), DEFAULT_TEAM][index]!;
          return [serviceHost(jaegerName(team), NAMESPACES.tracing), podIP];
        });
        gateway = await startGateway(config, tls, Object.fromEntries(hosts) as Record<string, string>);
      });

      after(() => gateway.remove());

      it("says of each trace that was sent whether sampling has kept it, as the collector did", async function () {
        this.timeout(600_000);
        const sent = { cart: ids(COUNT), batch: ids(COUNT), unknown: ids(COUNT) };
        for (const [service, those] of Object.entries(sent)) await send(gateway, service, those);
        const states = async () => {
          const seen = new Map<string, string[]>();
          for (const [service, those] of Object.entries(sent))
            for (const answer of await Promise.all(those.map((id) => traceAnswer(own, id)))) {
              const state = `${service} ${ending(answer)?.name ?? "there"}`;
              seen.set(state, [...(seen.get(state) ?? []), answer.verdict]);
            }
          return seen;
        };
        const seen = await eventually("all that sampling keeps is there", 300, async () => {
          const found = await states();
          for (const service of ["cart", "unknown"]) assert.deepEqual(found.get(`${service} Jaeger`) ?? [], []);
          for (const verdict of found.get("batch Jaeger") ?? [])
            assert.match(verdict, /the share that frugal keeps does not have its id$/);
          return found;
        });
        // Neither is everything kept nor nothing, and nothing is there that is said not to be kept.
        for (const service of Object.keys(sent)) {
          const [there = [], dropped = []] = [seen.get(`${service} there`), seen.get(`${service} sampling`)];
          assert.ok(there.length > 0 && dropped.length > 0, `${service}: ${there.length} and ${dropped.length}`);
        }
        const jaegersHave = await Promise.all(
          Object.values(sent)
            .flat()
            .map(async (id) => {
              const spans = await Promise.all(jaegers.map(({ api }) => api.trace(id)));
              return spans.some(({ length }) => length > 0) ? [id] : [];
            }),
        );
        const expected = Object.entries(sent).flatMap(([service, those]) =>
          those.filter((id) => {
            const ofTeam = keptByTeam(own.planned, service === "batch" ? "frugal" : "shop", id);
            return sampled(own.planned, id).isKept && ofTeam.isKept;
          }),
        );
        assert.deepEqual(jaegersHave.flat().sort(), expected.sort());
      });

      it("finds the spans of nobody's services in the Jaeger of the default team", async () => {
        const sent = ids(COUNT);
        await send(gateway, "somebody", sent);
        await eventually("one of them is found", 30, async () => {
          const answers = await Promise.all(sent.map((id) => traceAnswer(own, id)));
          assert.ok(answers.some(({ verdict }) => verdict.endsWith("is there: 1 span in the Jaeger of team default")));
        });
      });

      it("says of a trace that sampling would have kept, and that was not sent, that it is not there", async () => {
        const kept = ids(10 * COUNT).filter(
          (id) => sampled(own.planned, id).isKept && keptByTeam(own.planned, "frugal", id).isKept,
        );
        assert.ok(kept.length > 0);
        for (const answer of await Promise.all(kept.slice(0, 5).map((id) => traceAnswer(own, id)))) {
          assert.equal(ending(answer)?.name, "Jaeger");
          assert.equal(ending(answer)?.text, "no team's Jaeger has it, and sampling would have kept it");
        }
      });

      if (name === "tail")
        it("finds every trace with an error, whatever its id is", async () => {
          const sent = ids(20);
          await send(gateway, "cart", sent, 2);
          await eventually("all of them are found", 30, async () => {
            for (const id of sent) assert.equal((await traceAnswer(own, id)).arrives, true);
          });
        });

      it("says that a Jaeger cannot be asked, where no other has the trace", async () => {
        const refusing: Look = {
          ...own,
          askPod: (pod, url) =>
            pod.pod.includes("frugal") ? Promise.reject(new Error("refused")) : own.askPod(pod, url),
        };
        const answers = await Promise.all(ids(20).map((id) => traceAnswer(refusing, id)));
        assert.ok(
          answers.some(({ arrives, verdict }) => arrives === undefined && verdict.includes("Not seen: Jaeger")),
        );
      });
    });

  describe("without a gateway", () => {
    it("says that no gateway runs, and that the stack has none", async () => {
      await server().patchStatus(gatewayObject, workloadStatus("Deployment", 0, 1));
      const id = traceId();
      const down = await traceAnswer(look, id);
      assert.match(down.verdict, /is not kept: no replica of observability\/\S+ is ready$|is not kept: no replica of /);
      await server().delete(gatewayObject);
      assert.match((await traceAnswer(look, id)).verdict, /another trace pipeline of the cluster may be active$/);
      const none = await traceAnswer({ ...look, settings: settingsOf() }, id);
      assert.equal(ending(none)?.name, "settings");
    });
  });
});
