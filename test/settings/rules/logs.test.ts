import assert from "node:assert/strict";
import { problemText } from "../../../settings/problems";
import { validate } from "../../../settings/validate";

function problemsOf(logs: Record<string, unknown>, secrets: readonly string[] = [], cluster = {}, more = {}): string[] {
  const credentials = Object.fromEntries(secrets.map((name) => [name, { encrypted: true }]));
  const settings = { environment: "dev", cluster: { kind: "existing", name: "shop", ...cluster }, logs, ...more };
  return validate(settings, credentials).problems.map(problemText);
}

const OWN = { kind: "victorialogs" };
const OTHER = { kind: "otlp", url: "https://otlp.example.com/v1/logs" };

describe("settings of logs", () => {
  it("have no problem with their defaults, or with a store and a token of one's own", () => {
    assert.deepEqual(problemsOf(OWN), []);
    assert.deepEqual(problemsOf(OTHER, ["logsBearerToken"]), []);
    assert.deepEqual(problemsOf(OTHER, ["logsUsername", "logsPassword"]), []);
  });

  it("say how large a volume the retention needs", () => {
    const [problem = "", ...others] = problemsOf({ ...OWN, retentionDays: 90 });
    assert.deepEqual(others, []);
    assert.match(
      problem,
      /logs\.storageGiB is 20, .* about 74\.2 GiB.* Set gke-telemetry:logs\.storageGiB to 93 or more/,
    );
  });

  it("limit a namespace on the project's image alone", () => {
    const limited = { ...OWN, namespaceKiBPerSecond: 50 };
    const [problem = "", ...others] = problemsOf(limited);
    assert.deepEqual(others, []);
    assert.match(problem, /logs\.namespaceKiBPerSecond is 50, but requires .*distribution: gke-telemetry/);
    assert.deepEqual(problemsOf(limited, [], {}, { collectorImage: { distribution: "gke-telemetry" } }), []);
  });

  it("limit a single namespace once, and on the project's image alone", () => {
    const limits = (...names: readonly string[]) => ({
      ...OWN,
      namespaceLimits: names.map((namespace) => ({ namespace, kiBPerSecond: 50 })),
    });
    const image = { collectorImage: { distribution: "gke-telemetry" } };
    assert.deepEqual(problemsOf(limits("shop", "billing"), [], {}, image), []);
    const [twice = "", ...others] = problemsOf(limits("shop", "billing", "shop"), [], {}, image);
    assert.deepEqual(others, []);
    assert.match(twice, /logs\.namespaceLimits\[2\]\.namespace is "?shop"?, but .*namespaceLimits\[0\]/);
    assert.match(problemsOf(limits("shop"))[0] ?? "", /logs\.namespaceLimits.*requires .*distribution: gke-telemetry/);
  });

  it("are shown in Grafana where the stack stores them, and its image has the plugin", () => {
    const image = { repository: "registry.example.com/grafana", digest: `sha256:${"0".repeat(64)}` };
    const problems = (logs: Record<string, unknown>, grafana: object) =>
      problemsOf(logs, [], {}, { grafana: { logs: true, ...grafana } });
    assert.deepEqual(problems(OWN, { image }), []);
    const [missing = "", ...others] = problems(OWN, {});
    assert.deepEqual(others, []);
    assert.match(missing, /grafana\.image is missing: .* needs the plugin victoriametrics-logs-datasource/);
    assert.match(problems(OTHER, { image })[0] ?? "", /grafana\.logs is true, but requires .*victorialogs/);
  });

  it("take no credentials for the stack's own store, and whole ones for another", () => {
    assert.match(problemsOf(OWN, ["logsBearerToken"])[0] ?? "", /logsBearerToken is set, but .*victorialogs/);
    assert.match(problemsOf(OTHER, ["logsUsername"])[0] ?? "", /logsPassword is missing/);
    assert.match(problemsOf(OTHER, ["logsUsername", "logsPassword", "logsBearerToken"])[0] ?? "", /cannot be combined/);
    assert.match(problemsOf({ ...OTHER, url: "https://a:b@example.com/" })[0] ?? "", /must not contain a user name/);
  });

  for (const pattern of [
    "(?i)passw(or)?d=\\S+",
    "(?s)BEGIN.*END",
    "[[:xdigit:]]{32}",
    "\\p{Lu}+",
    "\\A\\d",
    'token=\\"',
  ])
    it(`take ${pattern}, which RE2 reads`, () => {
      assert.deepEqual(problemsOf({ ...OWN, redact: [{ pattern }], multiline: [{ firstLine: pattern }] }), []);
    });

  for (const pattern of ["(", "a(?!b)", "(a)\\1", "a{1001}", "[^]", "\\u0041", "é"])
    it(`refuse ${pattern}, which RE2 does not read`, () => {
      assert.match(problemsOf({ ...OWN, redact: [{ pattern }] })[0] ?? "", /redact\[0\]\.pattern/);
      assert.match(problemsOf({ ...OWN, multiline: [{ firstLine: pattern }] })[0] ?? "", /multiline\[0\]\.firstLine/);
    });

  it("are refused on Autopilot, which lets no pod write to a node's disk", () => {
    const autopilot = { autopilot: true };
    const found = problemsOf(OWN, [], autopilot).filter((text) => text.startsWith("gke-telemetry:logs"));
    assert.match(found.join("\n"), /Autopilot refuses pods that write to the node's disk/);
  });
});
