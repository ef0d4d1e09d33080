import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { FakeEngine } from "../deploy/fakeEngine";
import { kubeconfigOf } from "../../lease/apiServer";

/** An API server whose account may do everything, with one namespace; a process, because the commands are awaited. */
const API_SERVER = `
const metadata = { name: "monitoring", labels: { team: "platform" } };
const list = (kind, name) => ({ resources: [{ kind, name, namespaced: false }] });
const answers = {
  "/version": { gitVersion: "v1.34.2" },
  "/api/v1": list("Namespace", "namespaces"),
  "/apis": { groups: [] },
  "/api/v1/namespaces": { items: [{ metadata }] },
  "/api/v1/namespaces/monitoring": { metadata },
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": { status: { allowed: true } },
};
const server = require("node:http").createServer((request, response) => {
  const answer = answers[request.url.split("?")[0]];
  response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? {}));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

describe("the commands that ask the cluster first", function () {
  this.timeout(120_000);
  let engine: FakeEngine;
  let server: ChildProcess;
  const settings = { metrics: { kind: "prometheus" } };
  const everyKind = /is a kind that the cluster does not have/;

  before(async () => {
    server = spawn(process.execPath, ["-e", API_SERVER], { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = (await once(server.stdout!, "data")) as [Buffer];
    engine = new FakeEngine();
    engine.deployed({});
    engine.useCluster(kubeconfigOf(`http://127.0.0.1:${port.toString().trim()}`));
  });
  after(() => {
    server.kill();
    engine.remove();
  });

  it("end `npm run up` before the engine changes anything, with every problem", () => {
    const { status, stdout, stderr } = engine.run("deploy", "up", "--yes", settings);
    assert.equal(status, 1);
    assert.match(stdout, /^Preflight of cluster fake \(Kubernetes 1\.34\.2.*\): \d+ problems/);
    assert.match(stdout, /✗ Namespace monitoring exists already and is not this stack's\./);
    assert.match(stdout, everyKind);
    assert.match(stderr, /^The preflight above has problems; nothing was changed\./);
    assert.ok(!engine.calls().includes("up"));
  });

  it("go on without the question on request", () => {
    const { stdout } = engine.run("deploy", "up", "--yes", "--skip-preflight", settings);
    assert.doesNotMatch(stdout, /Preflight/);
    assert.ok(engine.calls().includes("up"));
  });

  it("show a preview all the same, and end it with status 1", () => {
    const { status, stdout } = engine.run("deploy", "preview", settings);
    assert.match(stdout, /Namespace monitoring exists already/);
    assert.ok(engine.calls().includes("preview"));
    assert.equal(status, 1);
  });

  it("know what is the stack's own by the engine's state", () => {
    engine.owns([{ type: "kubernetes:core/v1:Namespace", id: "monitoring" }]);
    const { status, stdout } = engine.run("preflight", settings);
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /exists already/);
    assert.match(stdout, everyKind);
    engine.owns([]);
  });

  it("print a preflight as JSON", () => {
    const { stdout } = engine.run("preflight", "--json", settings);
    const { cluster, version, findings } = JSON.parse(stdout) as {
      cluster: string;
      version: string;
      findings: { subject: string }[];
    };
    assert.deepEqual([cluster, version], ["fake", "v1.34.2"]);
    assert.ok(findings.some(({ subject }) => subject === "Namespace monitoring"));
  });

  it("skip it in one line where the cluster does not answer", () => {
    const unreachable = new FakeEngine();
    try {
      unreachable.deployed({});
      unreachable.useCluster(kubeconfigOf("http://127.0.0.1:9"));
      const { status, stdout, stderr } = unreachable.run("preflight", settings);
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^Preflight of cluster fake: skipped\. The cluster could not be asked: .*ECONNREFUSED.*\n$/);
      assert.equal(stderr, "");
    } finally {
      unreachable.remove();
    }
  });
});
