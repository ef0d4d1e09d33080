import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

function problemsOf(changes: Record<string, unknown>): string[] {
  const cluster = { kind: "existing", name: "shop" };
  return validate({ environment: "dev", cluster, ...changes }, {}).problems.map(problemText);
}

const rule = (metricRule: Record<string, unknown>) => problemsOf({ agent: { metricRules: [metricRule] } });

describe("rules of metrics", () => {
  it("may drop, keep, or drop labels, in all namespaces or in some", () => {
    assert.deepEqual(rule({ drop: "go_(gc|memstats)_.*" }), []);
    assert.deepEqual(rule({ namespaces: ["shop"], keep: "http_.*|rpc\\.server\\..*" }), []);
    assert.deepEqual(rule({ namespaces: ["shop"], dropLabels: "user|request_id", metrics: "http_.*" }), []);
  });

  it("are refused with none or two of these", () => {
    assert.match(
      rule({ namespaces: ["shop"] })[0]!,
      /metricRules\[0\] must have exactly one of drop, keep, dropLabels, and has none/,
    );
    assert.match(rule({ drop: "a", keep: "b" })[0]!, /has drop and keep\. Write one rule for each\./);
    assert.match(rule({ drop: "a", metrics: "b" })[0]!, /metrics is "b", but restricts dropLabels/);
  });

  for (const pattern of ["(", "a(?!b)", "(?<=a)b", "(a)\\1", "a$", "a\\u0041", "{{ .Values }}", "é"])
    it(`are refused with ${pattern}, which RE2 or the chart would read otherwise`, () => {
      assert.match(rule({ drop: pattern }).join("\n"), /metricRules\[0\]\.drop is .+, but .*RE2/);
    });

  for (const pattern of ["(?i)go_.*", "(?i:go)_.*", "[[:alpha:]]+", "\\pL+", "(?P<unit>a)", "\\Qa.b\\E", "a\\-b"])
    it(`take ${pattern}, which RE2 reads and JavaScript does not`, () => {
      assert.deepEqual(rule({ drop: pattern }), []);
    });

  for (const pattern of ["a{1001}", "[^]", "a\\cA", "a)|(b", "\\Qa"])
    it(`are refused with ${pattern}, which RE2 does not read as a whole`, () => {
      assert.match(rule({ drop: pattern }).join("\n"), /metricRules\[0\]\.drop is .+, but .*RE2/);
    });

  it("cannot drop a part of a histogram, and say what to name", () => {
    assert.match(
      rule({ drop: "http_seconds_bucket" })[0]!,
      /Name the histogram without _bucket, such as http_seconds\./,
    );
  });
});

describe("attributes of the stack's own", () => {
  const attributes = (values: Record<string, string>) => problemsOf({ attributes: values });

  it("may have any name but one by which something is known", () => {
    assert.deepEqual(attributes({ "cloud.region": "europe-west1", cost_center: "42" }), []);
    for (const name of ["k8s.pod.name", "service.name", "deployment.environment", "job", "collector", "exported_job"])
      assert.match(attributes({ [name]: "x" })[0]!, /attributes\..+ is "x", but must not be an attribute by which/);
  });

  it("are refused if two become one label, or if a value would be read as a variable", () => {
    assert.match(attributes({ "cost.center": "1", cost_center: "2" })[0]!, /becomes the label cost_center/);
    assert.match(attributes({ team: "${env:HOME}" })[0]!, /attributes\.team is .+ without \$/);
  });
});
