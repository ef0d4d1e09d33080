import assert from "node:assert/strict";
import { type DataSource, dataSources, type TraceSources } from "../../../workloads/grafana/provisioning";
import { SPANS } from "../../../monitoring/metrics";

const PROMETHEUS: DataSource = {
  url: "http://prometheus:9090",
  headers: {},
  authentication: "none",
  authority: "public",
};

interface Provisioned {
  readonly name: string;
  readonly uid: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault: boolean;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly { readonly name: string; readonly datasourceUid: string }[];
    readonly tracesToMetrics?: {
      readonly datasourceUid: string;
      readonly tags: readonly { readonly key: string; readonly value: string }[];
      readonly queries: readonly { readonly query: string }[];
    };
  };
}

function provisioned(traces?: TraceSources, samples: DataSource | undefined = PROMETHEUS): Provisioned[] {
  return (JSON.parse(dataSources(samples, 30, traces)) as { datasources: Provisioned[] }).datasources;
}

const TRACES: TraceSources = { teams: ["default", "payments"], spanMetrics: true };

describe("Grafana's data sources of traces", () => {
  it("are one for each team, under an identity that never changes", () => {
    assert.deepEqual(
      provisioned(TRACES).map(({ uid, type, url }) => [uid, type, url]),
      [
        ["prometheus", "prometheus", "http://prometheus:9090"],
        ["jaeger-default", "jaeger", "http://jaeger-default.tracing.svc.cluster.local:16686"],
        ["jaeger-payments", "jaeger", "http://jaeger-payments.tracing.svc.cluster.local:16686"],
      ],
    );
  });

  it("leave the samples' as the default", () => {
    assert.deepEqual(
      provisioned(TRACES).map(({ isDefault }) => isDefault),
      [true, false, false],
    );
  });

  it("lead from an exemplar to its trace, in whichever team's Jaeger that is", () => {
    const [prometheus] = provisioned(TRACES);
    assert.deepEqual(
      prometheus!.jsonData.exemplarTraceIdDestinations?.map(({ name, datasourceUid }) => [name, datasourceUid]),
      [
        ["trace_id", "jaeger-default"],
        ["trace_id", "jaeger-payments"],
      ],
    );
  });

  it("are left out with their links, which then go to the Jaegers' own pages where they have one", () => {
    const [prometheus, ...traces] = provisioned({
      teams: ["default"],
      elsewhere: [{ team: "payments", host: "jaeger.example.com" }],
      spanMetrics: true,
    });
    assert.deepEqual(
      traces.map(({ uid }) => uid),
      ["jaeger-default"],
    );
    assert.deepEqual(prometheus!.jsonData.exemplarTraceIdDestinations, [
      { name: "trace_id", datasourceUid: "jaeger-default", urlDisplayLabel: "Trace in Jaeger default" },
      {
        name: "trace_id",
        url: "https://jaeger.example.com/trace/$${__value.raw}",
        urlDisplayLabel: "Trace in Jaeger payments",
      },
    ]);
  });

  it("lead from a span to the metrics of its service, with a dollar sign that provisioning leaves alone", () => {
    const { tracesToMetrics } = provisioned(TRACES)[1]!.jsonData;
    assert.equal(tracesToMetrics?.datasourceUid, "prometheus");
    assert.deepEqual(tracesToMetrics.tags, [{ key: "service.name", value: "service_name" }]);
    for (const { query } of tracesToMetrics.queries) {
      assert.match(query, /\{\$\$__tags[,}]/);
      const [metric] = /traces_span_metrics_\w+/.exec(query) ?? [];
      assert.ok(Object.values<string | undefined>(SPANS).includes(metric), query);
    }
  });

  it("have no such link where nobody counts spans, or nobody can be asked", () => {
    assert.equal(provisioned({ ...TRACES, spanMetrics: false })[1]!.jsonData.tracesToMetrics, undefined);
    const texts = (JSON.parse(dataSources(undefined, 30, TRACES)) as { datasources: Provisioned[] }).datasources;
    assert.deepEqual(
      texts.map(({ uid, jsonData }) => [uid, jsonData.tracesToMetrics]),
      [
        ["jaeger-default", undefined],
        ["jaeger-payments", undefined],
      ],
    );
  });

  it("are none, and change nothing, where the stack has no traces", () => {
    assert.equal(dataSources(PROMETHEUS, 30), dataSources(PROMETHEUS, 30, { teams: [], spanMetrics: false }));
    assert.deepEqual(
      provisioned().map(({ uid, jsonData }) => [uid, "exemplarTraceIdDestinations" in jsonData]),
      [["prometheus", false]],
    );
  });
});
