import assert from "node:assert/strict";
import { changeOf } from "../../../../tools/plan/change/change";
import { differences } from "../../../../tools/plan/change/differences";
import type { Change } from "../../../../tools/plan/change/model";
import type { Plan } from "../../../../tools/plan/plan";
import { configured } from "../../../harness/configuredPlan";

describe("what a change means", () => {
  let plain: Plan;
  const changed = async (settings: Record<string, unknown>): Promise<Change> =>
    changeOf(plain, await configured(settings), "before");

  before(async () => {
    plain = await configured({});
  });

  it("is nothing between two plans of the same settings", async () => {
    const { verdict, risk, ...change } = await changed({});
    assert.equal(verdict, "Nothing changes.");
    assert.equal(risk, "nothing");
    assert.deepEqual(change.happenings, []);
  });

  it("is the same to the byte, twice", async () => {
    const settings = { tracing: {}, agent: { profile: "low" } };
    assert.equal(JSON.stringify(await changed(settings)), JSON.stringify(await changed(settings)));
  });

  it("has what is lost with the pods of a Jaeger that keeps traces in memory", async () => {
    const [before, after] = [
      await configured({ tracing: { defaultStorage: { kind: "memory", maxTraces: 1000 } } }),
      await configured({ tracing: { defaultStorage: { kind: "memory", maxTraces: 2000 } } }),
    ];
    const { risk, happenings } = changeOf(before, after, "before");
    assert.equal(risk, "irreversible");
    const lost = happenings.find(({ kind, name }) => kind === "restarted" && name === "jaeger-default")?.lost;
    assert.equal(lost, "the traces in its memory");
  });

  it("has what is lost with a volume that nobody wants any more", async () => {
    const traced = await configured({ tracing: { defaultStorage: { kind: "volume" } } });
    const { risk, verdict } = changeOf(traced, plain, "before");
    assert.equal(risk, "irreversible");
    assert.match(verdict, /the data on volume tracing\/jaeger-default/);
  });

  it("names the connections and the rights that are gained", async () => {
    const { network, rights } = await changed({
      agent: { serviceAnnotations: true },
      grafana: { ingress: { host: "grafana.example.com", tlsSecretName: "grafana-tls" } },
    });
    assert.ok(
      network.gained.includes("outside the cluster -> grafana: grafana.example.com"),
      network.gained.join("\n"),
    );
    assert.ok(rights.gained.includes("otel may watch services, in the whole cluster"), rights.gained.join("\n"));
    assert.deepEqual(network.lost, []);
  });

  it("takes objects away that charts make", async () => {
    const traced = await configured({ tracing: { sampling: { kind: "tail" } } });
    const gone = changeOf(traced, plain, "before").happenings.filter(({ kind }) => kind === "deleted");
    for (const name of ["trace-gateway", "trace-sampler"])
      assert.ok(
        gone.some((one) => one.name === name && /:(Deployment|StatefulSet)$/.test(one.type)),
        name,
      );
  });

  it("names the parts of configurations", async () => {
    const { configuration } = await changed({ agent: { scrapeIntervalSeconds: 20, debugExporter: true } });
    const texts = configuration.map(({ of, what, kind }) => `${of}: ${what} ${kind}`);
    for (const text of [
      "agent: exporter debug added",
      "agent: pipeline metrics/scraped changed",
      "agent: scrape job kubernetes-pods changed",
      "prometheus: global changed",
    ])
      assert.ok(texts.includes(text), `${text} is not among\n${texts.join("\n")}`);
  });
});

describe("the differences of two values", () => {
  it("name items of lists by their names, and do not mind the order of keys", () => {
    const before = { a: 1, containers: [{ name: "x", image: "x:1", args: ["--a", "--b=1"] }] };
    const after = { containers: [{ args: ["--a", "--b=2"], name: "x", image: "x:2" }], a: 1 };
    assert.deepEqual(differences(before, after), [
      { path: "containers[x].args", before: "--b=1", after: "--b=2" },
      { path: "containers[x].image", before: "x:1", after: "x:2" },
    ]);
  });

  it("see another order of a list, and what only one side has", () => {
    assert.deepEqual(differences(["a", "b"], ["b", "a"]), [{ path: "", before: "a, b", after: "b, a" }]);
    assert.deepEqual(differences({ a: 1 }, { b: 2 }), [
      { path: "a", before: "1" },
      { path: "b", after: "2" },
    ]);
  });
});
