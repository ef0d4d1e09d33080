import assert from "node:assert/strict";
import * as fs from "node:fs";
import { FakeEngine } from "../deploy/fakeEngine";

describe("npm run rotate", () => {
  let engine: FakeEngine;
  const settings = { metrics: { kind: "prometheus", credentialsGeneration: 2 }, tracing: {} };

  beforeEach(() => {
    engine = new FakeEngine();
  });

  afterEach(() => {
    engine.remove();
  });

  it("raises what is asked for, and says what the step does", () => {
    engine.deployed({ generations: { passwords: 2, certificates: 1 } });
    const { status, stdout, stderr } = engine.run("rotate", "passwords", "--json", settings);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    const { steps, next } = JSON.parse(stdout) as { steps: object[]; next: string };
    assert.deepEqual(steps, [
      {
        kind: "passwords",
        setting: "gke-telemetry:metrics.credentialsGeneration",
        from: 2,
        to: 3,
        becomeValid: [4],
        usedBy: ["agent", "gateway", "grafana", "operator"],
        end: [1],
        replacedAtOnce: ["Prometheus' probes", "Grafana's administrator"],
        restart: ["Grafana"],
      },
    ]);
    assert.equal(next, "npm run up -- --stack fake");
    const text = fs.readFileSync(engine.stackFile, "utf8");
    assert.match(text, /credentialsGeneration: 3/);
    assert.doesNotMatch(text, /certificatesGeneration/);
  }).timeout(120_000);

  it("refuses to go on while a step is not deployed, and changes nothing", () => {
    engine.deployed({ generations: { passwords: 1, certificates: 1 } });
    const { status, stderr } = engine.run("rotate", settings);
    assert.equal(status, 1);
    assert.match(stderr, /credentialsGeneration is 2, but must be the deployed generation, which is 1/);
    assert.match(stderr, /Run "npm run up -- --stack fake" first\./);
    assert.match(fs.readFileSync(engine.stackFile, "utf8"), /credentialsGeneration: 2/);
  }).timeout(120_000);

  it("refuses a stack that is not deployed", () => {
    const { status, stderr } = engine.run("rotate", "certificates", settings);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^Stack fake is not deployed\. Run "npm run up -- --stack fake" first; nothing was changed\.\n$/,
    );
  }).timeout(120_000);

  it("says how many steps a leak takes", () => {
    const { stdout } = engine.run("rotate", "--steps", "--json");
    assert.deepEqual(JSON.parse(stdout), { password: 2, key: 2, state: 3 });
  });
});
