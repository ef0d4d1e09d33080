/** `npm run plan -- --against` itself, with the real collector and Prometheus named: the project's exporter writes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import type { Change } from "../../../tools/plan/change/model";
import { measured } from "../../../tools/plan/change/series/real/measure";
import { RecordedPages } from "../../../tools/plan/change/series/real/pages";
import { configured } from "../../harness/configuredPlan";
import { environment } from "../environment";

const BEFORE = `config:
  gke-telemetry:environment: test
  gke-telemetry:cluster: {kind: existing, name: test}
  gke-telemetry:delivery: durable
  gke-telemetry:collectorImage: {distribution: gke-telemetry}
  gke-telemetry:metrics: {kind: prometheus}
`;
const AFTER = `${BEFORE}  gke-telemetry:agent: {enrich: false, metricRules: [{drop: "nginx_.*"}]}\n`;

describe("npm run plan against another plan, with the real programs", function () {
  this.timeout(600_000);

  const programs = () => {
    const { otelcol, prometheus } = environment().programs;
    return { collector: otelcol!, prometheus: prometheus! };
  };

  function plan(...args: string[]) {
    const { collector, prometheus } = programs();
    const env = { ...process.env, OTELCOL_BINARY: collector, PROMETHEUS_BINARY: prometheus };
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["tools/run.cjs", "tools/plan/main.ts", "--stack", "test", ...args],
      { encoding: "utf8", env },
    );
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  }

  it("tells what durable_remote_write stores no more, and which labels are gone", () => {
    const folder = environment().folder;
    const [before, after, out] = ["before.yaml", "after.yaml", "before"].map((name) => join(folder, `series-${name}`));
    writeFileSync(before!, BEFORE);
    writeFileSync(after!, AFTER);
    plan("--config", before!, "--out", out!);
    const { series } = JSON.parse(plan("--config", after!, "--against", out!, "--json")) as Change;
    assert.equal(series?.source, "the real collector and Prometheus");
    assert.ok(series.vanish.length > 0);
    for (const name of series.vanish) assert.match(name, /^nginx_\w+\{job="nginx"\}$/);
    assert.deepEqual(series.relabelled, [{ series: '8 metrics of job "nginx"', labels: ["- k8s_deployment_name"] }]);
    assert.deepEqual([series.appear, series.renamed, series.emptied], [[], [], []]);
    const text = plan("--config", after!, "--against", out!);
    assert.match(
      text,
      /^Series \(the real collector and Prometheus\)\n(?: {2}- nginx_\w+\{job="nginx"\}\n)+ {2}8 metrics/m,
    );
  });

  it("misses no series of a target whose last scrapes have failed", async () => {
    const answer = Reflect.get<RecordedPages, "answer">(RecordedPages.prototype, "answer");
    let asked = 0;
    RecordedPages.prototype.answer = function (request, response: ServerResponse) {
      const isNginx = /:9113\b/.test(request.url ?? "");
      if (isNginx) asked += 1;
      if (!isNginx || asked <= 3) answer.call(this, request, response);
      else {
        // Counted, and not answered: a machine that is too busy.
        const unheard = { writeHead: () => unheard, end: () => unheard } as unknown as ServerResponse;
        answer.call(this, request, unheard);
      }
    };
    try {
      const { series } = await measured(await configured({}), programs());
      const names = [...series.values()].map((labels) => labels["__name__"]);
      assert.ok(asked > 3);
      assert.ok(names.includes("nginx_up"), names.filter((name) => name?.startsWith("nginx")).join());
    } finally {
      RecordedPages.prototype.answer = answer;
    }
  });
});
