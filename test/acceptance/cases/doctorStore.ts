/** doctor's questions to the store, on a real Prometheus with running agents, and with what agents say in trouble. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES, NAMESPACES, serviceHost } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { OF_STORE } from "../../../tools/doctor/checks/all";
import { MIGRATION } from "../../../tools/doctor/checks/migration/migration";
import { TARGETS } from "../../../tools/doctor/checks/measured/targets";
import { doctor, expectedOf } from "../../../tools/doctor/doctor";
import type { Report } from "../../../tools/doctor/report";
import { liveCluster, type LiveCluster } from "../../../tools/live/cluster";
import { grouped } from "../../../tools/text";
import { kubeconfigOf } from "../claimants/claimants";
import { STORE_STATES } from "../doctor/store/states";
import { writeTable } from "../doctor/table";
import { environment } from "../environment";
import { eventually, runCommand } from "../../programs/processes";
import { type RunningStack, runningStack, STACK } from "../stack/runningStack";
import { gauge, sendOtlp } from "../tenants/otlp";

const NO_GATEWAY = { made: "no trace gateway runs", check: "trace-gateway-missing", says: /No agent has found a pod/ };

const SILENT_TEAM = {
  made: "the applications of a team send no spans",
  check: "teams-send-spans",
  says: /^teams-send-spans: Team shop: No span of shop reached its Jaeger/,
};

const OLD_SAMPLE = {
  made: "the store refuses what an application sends",
  check: "store-takes",
  says: /^store-takes: acceptance-\d: The store answers the agent with 400: .*(?:out of bounds|too old)/m,
};

const TRACED = `config:
  gke-telemetry:environment: local
  gke-telemetry:cluster: '{"kind":"existing","name":"local","maxNodes":2}'
  gke-telemetry:tracing: '{"teams":[{"name":"shop","namespaces":["shop"]}]}'
  gke-telemetry:migration: '{"from":{"namespace":"shop","service":"central-collector"}}'
`;

/** Older than every window of Prometheus. */
const TOO_OLD_MILLISECONDS = 3 * 86_400_000;

type Pushed = Pick<(typeof STORE_STATES)[number], "metric" | "labels" | "value">;

/** The same trouble of nodes and pods with the same names and addresses, elsewhere. */
const ofAnotherCluster = <Of extends Pushed>({ labels, ...state }: Of) => ({
  ...state,
  labels: { ...labels, k8s_cluster_name: "another" },
});

const lineOfCheck = (lines: readonly string[], check: string, says: RegExp) =>
  lines.find((line) => line.startsWith(`${check}: `) && says.test(line));

/** A line of a page of metrics; the job is not on it. */
function lineOf({ metric, labels, value }: Pushed): string {
  const own = Object.entries(labels).filter(([name]) => name !== "job");
  return `${metric}{${own.map(([name, word]) => `${name}="${word}"`).join(",")}} ${value}\n`;
}

describe("doctor asks the store", () => {
  let stack: RunningStack;
  let kubeconfig: string;
  let live: LiveCluster;

  const examined = (cluster: LiveCluster, categories = OF_STORE) =>
    doctor(cluster, categories, { expected: expectedOf(cluster), now: Date.now });

  const told = ({ categories }: Report) =>
    categories
      .flatMap(({ results }) => results)
      .flatMap((result) =>
        result.state === "findings"
          ? result.findings.map(({ subject, text, fix }) => `${result.id}: ${subject}: ${text}. ${fix}`)
          : result.state === "unseen"
            ? [`${result.id}: ${result.why}`]
            : [],
      );

  before(async () => {
    stack = await runningStack();
    const { folder, server } = environment();
    kubeconfig = join(folder, "doctor-kubeconfig.json");
    writeFileSync(kubeconfig, kubeconfigOf(server.api.access), { mode: 0o600 });
    live = await liveCluster({ stack: STACK, kubeconfig });
  });

  it("and finds nothing where agents and Prometheus run", async () => {
    await eventually("samples of both agents are stored", 120, async () => {
      assert.equal((await stack.prometheus.query(`up{job="otel-agent"}`)).length, 2);
    });
    assert.deepEqual(told(await examined(live)), []);
  });

  it("and says in one sentence that it has no such right, or that nobody answers", async () => {
    const elsewhere = {
      ...live,
      plan: live.plan && { ...live.plan, settings: { ...live.plan.settings } },
    } as LiveCluster;
    assert.ok(elsewhere.plan);
    Object.assign(elsewhere.plan.settings, {
      namespaces: { ...live.plan?.settings.namespaces, monitoring: "nowhere" },
    });
    const lines = told(await examined(elsewhere));
    assert.ok(lines.length > 10);
    for (const line of lines) assert.match(line, /no port-forward to pod nowhere|no ConfigMap nowhere/);
  });

  it("and finds each trouble by what agents, gateways and Prometheus say of it", async () => {
    const { folder, programs } = environment();
    const files = join(folder, "doctor-store");
    mkdirSync(files, { recursive: true });
    const { access, url } = stack.prometheus;
    assert.ok(access && programs.promtool);
    writeFileSync(join(files, "ca.crt"), access.authority);
    const http = {
      basic_auth: { username: access.username, password: access.password },
      tls_config: { ca_file: join(files, "ca.crt"), server_name: serviceHost(NAMES.prometheus, NAMESPACES.monitoring) },
    };
    writeFileSync(join(files, "http.yaml"), JSON.stringify(http), { mode: 0o600 });
    const push = async (states: readonly Pushed[]) => {
      for (const [job, own] of grouped(states, ({ labels }) => labels["job"] ?? "")) {
        const file = join(files, `${job}.txt`);
        writeFileSync(file, own.map(lineOf).join(""));
        const config = `--http.config.file=${join(files, "http.yaml")}`;
        const args = ["push", "metrics", config, `--label=job=${job}`, url, file];
        const { status, output } = await runCommand(programs.promtool ?? "", args);
        assert.equal(status, 0, output);
      }
    };
    const config = join(files, "traced.yaml");
    writeFileSync(config, TRACED);
    const traced = await liveCluster({ stack: STACK, config, kubeconfig });
    const everything = async () => told(await examined(traced, [...OF_STORE, TARGETS, MIGRATION]));
    await push(STORE_STATES.map(ofAnotherCluster));
    assert.equal((await stack.prometheus.query('up{k8s_cluster_name="another"}')).length, 3);
    const ofOthers = await everything();
    for (const { check, says } of STORE_STATES)
      assert.equal(lineOfCheck(ofOthers, check, says), undefined, "what is wrong in another cluster is not told");
    await push(
      STORE_STATES.flatMap(({ before, ...state }) => (before === undefined ? [] : [{ ...state, value: before }])),
    );
    const { podIP } = stack.agents["acceptance-1"];
    const old = gauge("orders_open", 7, { "service.name": "cart" }, {}, Date.now() - TOO_OLD_MILLISECONDS);
    assert.equal(await sendOtlp("127.0.0.1", `http://${podIP}:${PORTS.otlpHttp}/v1/metrics`, old), 200);
    await push(STORE_STATES);
    await eventually("the store has refused the old sample", 60, async () => {
      assert.match(told(await examined(live)).join("\n"), OLD_SAMPLE.says);
    });
    const found = await everything();
    const lineSaying = (check: string, says: RegExp) => {
      const line = lineOfCheck(found, check, says);
      assert.ok(line, `${check} does not say ${String(says)}:\n${found.join("\n")}`);
      return line.slice(check.length + 2);
    };
    const rows = [...STORE_STATES, NO_GATEWAY, SILENT_TEAM, OLD_SAMPLE].map(({ made, check, says }) => ({
      made,
      check,
      line: lineSaying(check, says),
    }));
    if (process.env["DOCTOR_TABLE"])
      writeTable(
        rows.filter(({ made }, index) => rows.findIndex((row) => row.made === made) === index),
        "doctor-store-states",
      );
  });
});
