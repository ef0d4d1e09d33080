import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

type Section = Readonly<Record<string, unknown>>;

function problemsOf(sections: Section, names?: readonly string[]): string {
  const raw = { environment: "dev", cluster: { kind: "existing", name: "shop" }, tracing: {}, ...sections };
  const credentials = names ? { exporterSecrets: { encrypted: true, names } } : {};
  return validate(raw, credentials).problems.map(problemText).join("\n");
}

const processor = (more: Section = {}) => ({ name: "x", kind: "filter", config: {}, ...more });
const metrics = (...list: readonly unknown[]) => problemsOf({ processors: { metrics: list } });

describe("processors of one's own", () => {
  it("are those of the collector's documentation, with $$ for $", () => {
    const config = { metric_statements: ['replace_pattern(metric.name, "_ms$$", "_s")'] };
    assert.equal(metrics(processor(), processor({ name: "y", kind: "transform", config })), "");
  });

  for (const [what, list, problem] of [
    [
      "a kind that gathers",
      [processor({ kind: "tail_sampling" })],
      /processors\.metrics\[0\]\.kind .+filter.+transform/,
    ],
    ["a name twice", [processor(), processor()], /processors\.metrics\[1\]\.name is "x", but is the name of another/],
    [
      "a file of the pod",
      [processor({ kind: "resource", config: { attributes: [{ key: "x", value: "${file:/etc/token}" }] } })],
      /config\.attributes\.0\.value .+ single \$/,
    ],
    ["what Helm evaluates", [processor({ config: { metric_conditions: ["{{ .Values }}"] } })], /Helm would evaluate/],
    ["another signal", [processor({ config: { trace_conditions: ["true"] } })], /another signal than metrics/],
    ["an error that costs a request", [processor({ config: { error_mode: "propagate" } })], /give up a whole request/],
  ] as const)
    it(`cannot have ${what}`, () => {
      assert.match(metrics(...list), problem);
    });

  it("need their signal", () => {
    assert.match(problemsOf({ processors: { logs: [processor()] } }), /processors\.logs needs the section .+:logs/);
  });
});

const exporter = (more: Section = {}) => ({
  ...{ name: "vendor", signals: ["metrics", "traces"], endpoint: "https://otlp.example.com/otlp" },
  ...more,
});
const exporters = (list: readonly unknown[], names: readonly string[] = ["vendor"]) =>
  problemsOf({ exporters: list }, names);

describe("exporters of one's own", () => {
  it("have an address, and a secret of their name", () => {
    assert.equal(exporters([exporter()]), "");
    assert.equal(exporters([exporter({ protocol: "grpc", endpoint: "https://[2001:db8::4]:4317" })]), "");
  });

  for (const endpoint of [
    "http://otlp.example.com",
    "https://user:password@otlp.example.com",
    "https://otlp.example.com/?key=1",
    "https://${env:HOST}",
  ])
    it(`do not send to ${endpoint}`, () => {
      assert.match(exporters([exporter({ endpoint })]), /exporters\[0\]\.endpoint .+ an address such as https/);
    });

  for (const endpoint of [
    "https://otlp.example.com",
    "https://otlp.example.com:4317/",
    "https://otlp.example.com:4317/x",
  ])
    it(`do not send to ${endpoint} over gRPC`, () => {
      assert.match(exporters([exporter({ protocol: "grpc", endpoint })]), /has to be host and port/);
    });

  for (const [what, list, names, problem] of [
    ["a name twice", [exporter(), exporter()], ["vendor"], /exporters\[1\]\.name .+ name of another exporter/],
    ["a signal twice", [exporter({ signals: ["metrics", "metrics"] })], ["vendor"], /names a signal twice/],
    [
      "logs of a stack without logs",
      [exporter({ signals: ["logs"] })],
      ["vendor"],
      /names logs, which a stack without/,
    ],
    ["no secret", [exporter()], [], /exporterSecrets\.vendor is missing.+pulumi config set --secret --path/],
    [
      "a secret of nobody",
      [exporter()],
      ["vendor", "other"],
      /exporterSecrets\.other is set, but there is no exporter/,
    ],
  ] as const)
    it(`cannot have ${what}`, () => {
      assert.match(exporters(list, names), problem);
    });
});
