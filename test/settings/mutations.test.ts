import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse, stringify } from "yaml";
import { problemsText } from "../../settings/problems";
import { planStack } from "../../tools/plan/plan";
import { parseStackFile } from "../../tools/plan/stackFile";
import { stackNames, UserError } from "../../tools/cli";
import { mutated } from "../harness/mutations";

/** How many mutated stacks are planned; `MUTATIONS=10000 npx mocha --config test/mocha.json --grep mutated` takes longer. */
const MUTATIONS = Number(process.env["MUTATIONS"] ?? 100);

type Config = Readonly<Record<string, unknown>>;

/** Everything at once, so that mutations reach each section. */
const EVERYTHING: Config = {
  environment: "test",
  cluster: { kind: "existing", name: "test" },
  delivery: "durable",
  outageMinutes: 30,
  agent: {
    profile: "low",
    scrapeIntervalSeconds: 15,
    maxUnavailable: "10%",
    nodeSelector: { a: "b" },
    tolerations: [{ key: "a", operator: "Exists", effect: "NoSchedule" }],
  },
  alerts: { runbookBaseUrl: "https://wiki.example.com/runbooks" },
  metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", tenant: "a" },
  grafana: {
    ingress: { host: "grafana.example.com", tlsSecretName: "tls" },
  },
  tracing: {
    sampling: { kind: "tail", samplers: 3, decisionWaitSeconds: 10, tracesPerSecond: 100, spansPerTrace: 20 },
    protocols: ["jaeger", "zipkin"],
    sidecars: true,
    teams: [
      { name: "shop", namespaces: ["shop"], storage: { kind: "volume", sizeGiB: 10, retentionHours: 24 } },
      { name: "web", services: ["front"], storage: { kind: "memory", maxTraces: 5000 } },
    ],
  },
  demo: { hotrod: true, metrics: true },
  mesh: "istio",
  collectorImage: { repository: "registry.example.com/otelcol", tag: "1.2.3" },
};

const stacks: readonly Config[] = [
  ...stackNames().map((stack) => (parse(fs.readFileSync(`Pulumi.${stack}.yaml`, "utf8")) as { config: Config }).config),
  EVERYTHING,
];

/** What is told of how a file is written, such as a setting twice; undefined where nothing is. */
function mistakesOf(text: string): string | undefined {
  try {
    parseStackFile("Pulumi.test.yaml", text);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe("a mutated stack", () => {
  it("has a plan, or problems that name a setting and a way out, and never a stack trace", async function () {
    this.timeout(MUTATIONS * 2000);
    let planned = 0;
    for (let seed = 0; seed < MUTATIONS; seed += 1) {
      const text = stringify({ config: mutated(stacks[seed % stacks.length]!, seed) });
      const told = `seed ${seed}:\n${text}`;
      const written = mistakesOf(text);
      if (written !== undefined) {
        assert.match(written, /^Pulumi\.test\.yaml:\d+: /, told);
        continue;
      }
      const { problems, resources } = await planStack("test", parseStackFile("Pulumi.test.yaml", text)).catch(
        (error: unknown) => assert.fail(`${told}\n${error instanceof Error ? (error.stack ?? "") : String(error)}`),
      );
      const lines = problemsText(problems);
      // What the settings let through, the collectors have to start with.
      for (const { path, rule, fix } of problems) {
        assert.ok(!path.startsWith("collector/") && rule && fix, `${told}${lines}`);
        assert.doesNotMatch(`${rule} ${fix}`, /undefined|\[object|NaN|Infinity\b/, `${told}${lines}`);
      }
      assert.ok(problems.length > 0 || resources.length > 20, told);
      if (problems.length === 0) planned += 1;
    }
    // Mutations that break everything would prove little.
    assert.ok(planned > MUTATIONS / 10, `${planned} of ${MUTATIONS} could be planned`);
  });
});
