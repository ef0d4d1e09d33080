import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import versions from "../../../contract/versions.json";
import { dataSources } from "../../../workloads/grafana/provisioning";

const SOURCE = {
  url: "https://victoria-logs.example",
  headers: {},
  authority: "stack",
  authentication: "basic",
} as const;
const TRACES = { teams: ["default", "shop"], spanMetrics: false };

interface Provisioned {
  readonly uid: string;
  readonly type: string;
  readonly jsonData: Readonly<Record<string, unknown>>;
}

const provisioned = (...args: Parameters<typeof dataSources>) =>
  (JSON.parse(dataSources(...args)) as { datasources: Provisioned[] }).datasources;

describe("Grafana's data source for logs", () => {
  it("has a link to each team's Jaeger from a line's trace id", () => {
    const { jsonData } = provisioned(undefined, 30, TRACES, SOURCE).find(({ uid }) => uid === "victorialogs")!;
    const fields = jsonData["derivedFields"] as Readonly<Record<string, string>>[];
    assert.deepEqual(
      fields.map(({ matcherType, matcherRegex, url, datasourceUid }) => [
        matcherType,
        matcherRegex,
        url,
        datasourceUid,
      ]),
      [
        // Grafana reads $$ of a provisioning file as one dollar sign.
        ["label", "trace_id", "$${__value.raw}", "jaeger-default"],
        ["label", "trace_id", "$${__value.raw}", "jaeger-shop"],
      ],
    );
  });

  it("is where the spans of every Jaeger lead, by the trace id", () => {
    const jaegers = provisioned(undefined, 30, TRACES, SOURCE).filter(({ type }) => type === "jaeger");
    assert.equal(jaegers.length, 2);
    for (const { jsonData } of jaegers) {
      const link = jsonData["tracesToLogsV2"] as Readonly<Record<string, unknown>>;
      assert.equal(link["datasourceUid"], "victorialogs");
      assert.equal(link["query"], 'trace_id:="$${__trace.traceId}"');
    }
  });

  it("is not there, and no link to it, where Grafana shows no logs", () => {
    const text = dataSources(undefined, 30, TRACES);
    assert.ok(!/victorialogs|tracesToLogs/.test(text));
  });

  it("is told with the versions that are pinned", () => {
    const text = readFileSync("docs/logs.md", "utf8");
    const [[plugin, { version }] = ["", { version: "" }]] = Object.entries(versions.grafanaPlugins);
    assert.ok(text.includes(`plugins install ${plugin} ${version}\n`));
    const { repository, tag } = versions.images.grafana;
    assert.ok(text.includes(`FROM ${repository}:${tag}\n`));
  });
});
