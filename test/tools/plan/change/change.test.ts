import assert from "node:assert/strict";
import { changeOf } from "../../../../tools/plan/change/change";
import { differences } from "../../../../tools/plan/change/differences";
import type { Change } from "../../../../tools/plan/change/model";
import { changeMarkdown } from "../../../../tools/plan/output/change/markdown";
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

  describe("of the findings of a policy", () => {
    const finding = (message: string, resource = "a", level: "advisory" | "mandatory" = "advisory") => ({
      ...{ rule: "pinned-digests", level, message, resource },
    });
    type Finding = ReturnType<typeof finding>;
    const between = (before: readonly Finding[], after: readonly Finding[]) =>
      changeOf({ ...plain, violations: before }, { ...plain, violations: after }, "before");

    it("is no new finding where only the text of one differs", () => {
      for (const level of ["advisory", "mandatory"] as const) {
        const { policies } = between([finding("v1", "a", level)], [finding("v2", "a", level)]);
        const changed = [{ rule: "pinned-digests", level, resource: "a", before: "v1", after: "v2" }];
        assert.deepEqual(policies, { broken: [], mended: [], changed });
      }
    });

    it("is a new one where there are more than before, another resource has it, or it stops an update now", () => {
      const more = between([finding("v1"), finding("x")], [finding("x"), finding("v2"), finding("v3")]).policies;
      assert.deepEqual([more.broken, more.mended, more.changed.length], [[finding("v3")], [], 1]);
      const fewer = between([finding("v1"), finding("v2")], [finding("v3")]).policies;
      assert.deepEqual([fewer.broken, fewer.mended, fewer.changed.length], [[], [finding("v2")], 1]);
      for (const other of [finding("v1", "b"), finding("v1", "a", "mandatory")]) {
        const { policies } = between([finding("v1")], [other]);
        assert.deepEqual(policies, { broken: [other], mended: [finding("v1")], changed: [] });
      }
    });

    it("is in the verdict, since another text may be about another part, and refuses as a new one does", () => {
      const advisory = between([finding("v1")], [finding("v2")]);
      assert.match(advisory.verdict, /1 changed advisory finding/);
      assert.equal(advisory.risk, between([], [finding("v2")]).risk);
      const mandatory = (text: string) => finding(text, "a", "mandatory");
      const refused = between([mandatory("v1")], [mandatory("v2")]);
      assert.match(refused.verdict, /^Breaks mandatory policy /);
      assert.equal(refused.risk, between([], [mandatory("v2")]).risk);
    });

    it("is told in one line, with what differs in the text", () => {
      const images = (tag: string) => `these images have no digest: docker.io/a/first:1.0.0, docker.io/a/b:${tag}, c:3`;
      const lines = (change: Change) =>
        changeMarkdown(change)
          .split("\n")
          .filter((line) => line.includes("digest"));
      assert.deepEqual(lines(between([finding(images("1"))], [finding(images("2"))])), [
        "- `~` changed, advisory: pinned-digests: `…, docker.io/a/b:1, c:3` -> `…, docker.io/a/b:2, c:3`",
      ]);
    });
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
