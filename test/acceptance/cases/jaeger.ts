import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { AGENTS } from "../../../collector/common/spanCertificates";
import { NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { spanServerTls } from "../../../contract/credentials/spanTls";
import { AGENT, TRACES } from "../../../monitoring/metrics";
import { providers } from "../../harness/providers";
import { type SpanTlsFiles, spanTlsFiles } from "../../harness/credentials/spanTls";
import { tracingSettings } from "../../harness/traceSettings";
import type { OtlpClient } from "../../programs/otlpOverTls";
import { sendTraces, traceId } from "../../programs/jaegerApi";
import { eventually } from "../../programs/processes";
import { type RunningJaeger, startJaeger } from "../applications/tracingPods";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";

/** Seconds until what was taken in can be found. */
const PATIENCE_SECONDS = 30;
const MAXIMUM_TRACES = 100;

async function eventuallyFound(jaeger: RunningJaeger, id: string): Promise<void> {
  await eventually(
    `trace ${id} is found`,
    PATIENCE_SECONDS,
    async () => {
      assert.equal((await jaeger.api.trace(id)).length, 1);
    },
    [jaeger.process()],
  );
}

const TEAMS = ["acceptance-memory", "acceptance-volume"];
const STATE = providers();
const SETTINGS = tracingSettings({ teams: TEAMS.map((name) => ({ name, namespaces: [name] })) });
const RELOAD_SECONDS = parseInt(spanServerTls().reload_interval, 10);
const certificatesOf = (of: number) => spanTlsFiles(SETTINGS, of, STATE);

let generation = 1;
let tls: SpanTlsFiles;

before(async () => {
  tls = await certificatesOf(generation);
});

/** What a workload shows a Jaeger, and expects of it. */
function clientOf({ name }: RunningJaeger, workload: string, files = tls): OtlpClient {
  return { files: files[workload] ?? {}, serverName: serviceHost(name, NAMESPACES.tracing) };
}

async function send(jaeger: RunningJaeger, service: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, traceId);
  await sendTraces(jaeger.otlpUrl, service, ids, clientOf(jaeger, NAMES.traceGateway));
  return ids;
}

/** Names of the metrics that have a series. */
function exposed(text: string): Set<string> {
  return new Set([...text.matchAll(/^(\w+)[{ ]/gm)].map(([, name]) => name!));
}

/** A metric's name as the collector in Jaeger's release candidate has it: without the suffixes of unit and type. */
const withoutSuffixes = (metric: string) => metric.replace(/_total$/, "").replace(/_bytes$/, "");

function findsTraces(jaeger: () => RunningJaeger): void {
  it("finds by its id and by its service what it was sent", async () => {
    const [id] = await send(jaeger(), "shop", 1);
    await eventuallyFound(jaeger(), id!);
    assert.deepEqual(await jaeger().api.services(), ["shop"]);
    const [found] = await jaeger().api.traces("shop");
    assert.deepEqual(
      found?.map(({ service, operation }) => [service, operation]),
      [["shop", "acceptance"]],
    );
  });

  it("takes spans of the trace pipeline alone: not of agents, strangers, or clients without a certificate", async () => {
    const one = jaeger();
    const strangers = await spanTlsFiles(tracingSettings());
    const trusting = { ...strangers[NAMES.traceGateway], "server-ca.crt": tls[AGENTS]!["server-ca.crt"]! };
    const ids = [traceId()];
    await sendTraces(one.otlpUrl, "shop", ids, clientOf(one, NAMES.traceGateway));
    await assert.rejects(sendTraces(one.otlpUrl, "shop", ids, clientOf(one, AGENTS)));
    await assert.rejects(sendTraces(one.otlpUrl, "shop", ids, { ...clientOf(one, AGENTS), files: trusting }));
    const { "server-ca.crt": authority = "" } = tls[AGENTS]!;
    const nameless = { ...clientOf(one, AGENTS), files: { "server-ca.crt": authority } };
    await assert.rejects(sendTraces(one.otlpUrl, "shop", ids, nameless));
    assert.equal((await fetch(`${one.otlpUrl.replace("https:", "http:")}/v1/traces`)).status, 400);
  });

  it("takes changed certificates and authorities over, and needs a restart for the authorities of the next step alone", async () => {
    const one = jaeger();
    const first = clientOf(one, NAMES.traceGateway);
    const status = (client: OtlpClient) => sendTraces(one.otlpUrl, "shop", [traceId()], client);
    for (generation of [generation + 1, generation + 2]) {
      tls = await certificatesOf(generation);
      await one.showCertificates(tls);
      await sleep(RELOAD_SECONDS * 1000 + 1000);
      await status(clientOf(one, NAMES.traceGateway));
      await one.restart("SIGTERM");
      await status(clientOf(one, NAMES.traceGateway));
    }
    await assert.rejects(status(first), "two steps later");
  });

  it("exposes the metrics by which it is watched", async () => {
    const text = await jaeger().metrics();
    const names = exposed(text);
    for (const metric of [TRACES.sent, TRACES.refused, AGENT.memoryBytes, AGENT.cpuSeconds]) {
      assert.ok(names.has(metric) || names.has(withoutSuffixes(metric)), `${metric} in ${[...names].join(" ")}`);
    }
    assert.ok(text.includes('exporter="jaeger_storage_exporter"'));
  });
}

describe("a Jaeger that keeps traces in memory", () => {
  let jaeger: RunningJaeger;

  before(async () => {
    const storage = { kind: "memory", maxTraces: MAXIMUM_TRACES } as const;
    jaeger = await startJaeger({ name: "acceptance-memory", namespaces: [], ...JAEGER_CLIENTS, storage }, tls);
  });

  findsTraces(() => jaeger);

  it("lets the oldest traces go for new ones", async () => {
    const [oldest] = await send(jaeger, "shop", 1);
    await eventuallyFound(jaeger, oldest!);
    const newer = await send(jaeger, "shop", MAXIMUM_TRACES);
    await eventuallyFound(jaeger, newer.at(-1)!);
    assert.deepEqual(await jaeger.api.trace(oldest!), []);
  });
});

describe("a Jaeger that keeps traces on a volume", () => {
  let jaeger: RunningJaeger;

  before(async () => {
    const storage = { kind: "volume", sizeGiB: 1, retentionHours: 1 } as const;
    jaeger = await startJaeger({ name: "acceptance-volume", namespaces: [], ...JAEGER_CLIENTS, storage }, tls);
  });

  findsTraces(() => jaeger);

  for (const how of ["SIGTERM", "SIGKILL"] as const) {
    it(`has them after a restart (${how})`, async () => {
      const ids = await send(jaeger, "shop", 200);
      await eventuallyFound(jaeger, ids.at(-1)!);
      await jaeger.restart(how);
      for (const id of ids) assert.equal((await jaeger.api.trace(id)).length, 1, id);
      assert.deepEqual(await jaeger.api.services(), ["shop"]);
    });
  }
});
