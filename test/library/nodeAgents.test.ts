import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { at, type Json, objects } from "../../collector/common/model";
import { urnsOf } from "../../tools/examples/urns";
import { type PlannedStack, runProgram } from "../../tools/plan/engine";

const CHART = "kubernetes:helm.sh/v4:Chart";
const SECRET = "kubernetes:core/v1:Secret";
const EXAMPLE = path.join("examples", "node-agents");
const ROOT = process.cwd();

const run = promisify(execFile);
const tsc = (...args: string[]) =>
  run(process.execPath, [path.join(ROOT, "node_modules", "typescript", "bin", "tsc"), ...args]);

/** The project as a user has it: the example, with the built library and its dependencies in node_modules. */
function install(folder: string): string {
  fs.cpSync(EXAMPLE, folder, { recursive: true, filter: (file) => path.basename(file) !== "node_modules" });
  const modules = path.join(folder, "node_modules");
  fs.mkdirSync(modules);
  for (const name of fs.readdirSync("node_modules"))
    fs.symlinkSync(path.join(ROOT, "node_modules", name), path.join(modules, name));
  const library = path.join(modules, "gke-telemetry");
  fs.mkdirSync(library);
  fs.copyFileSync("package.json", path.join(library, "package.json"));
  return library;
}

describe("the library in a program of another project", function () {
  // A compiler that shares its processor takes several times as long.
  this.timeout(180_000);

  let folder: string;
  let stack: PlannedStack;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-library-"));
    const library = install(folder);
    await tsc("-p", "tsconfig.library.json", "--outDir", path.join(library, "dist"));
    const program = path.join(folder, "index.ts");
    stack = await runProgram(
      {
        project: "two-agents",
        stack: "staging",
        values: {
          "two-agents:remoteWriteUrl": "https://mimir.example.com/api/v1/push",
          "two-agents:remoteWriteToken": "canary-token",
        },
        secretKeys: ["two-agents:remoteWriteToken"],
      },
      () => undefined,
      () => createRequire(program)(program) as unknown,
    );
  });

  after(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const chart = (release: string) => {
    const found = stack.resources.find(({ type, name }) => type === CHART && name === release);
    assert.ok(found, release);
    return found.inputs as Json;
  };

  it("compiles against the declarations of the built library", () => tsc("-p", folder));

  it("gives every resource a URN of its own", () => {
    const { current } = urnsOf(stack, "staging");
    assert.equal(new Set(current).size, current.length);
    assert.equal(stack.resources.filter(({ type }) => type === "gke-telemetry:agent:NodeAgent").length, 2);
  });

  it("gives the agents of each release names of their own in the cluster", () => {
    const names = (...keys: string[]) => ["ordinary", "gpu"].map((release) => at(chart(release), "values", ...keys));
    assert.deepEqual(names("clusterRole", "name"), ["telemetry.ordinary-agent", "telemetry.gpu-agent"]);
    assert.deepEqual(names("clusterRole", "clusterRoleBinding", "name"), [
      "telemetry.ordinary-discoverer",
      "telemetry.gpu-discoverer",
    ]);
    assert.deepEqual(names("serviceAccount", "name"), ["ordinary", "gpu"]);
    assert.deepEqual(stack.outputs, {
      ordinaryEndpoint: "http://ordinary-agent.telemetry.svc.cluster.local:4317",
      gpuEndpoint: "http://gpu-agent.telemetry.svc.cluster.local:4317",
    });
  });

  it("hands each value to the agents for which it is meant", () => {
    const read = (release: string) => {
      const config = at(chart(release), "values", "alternateConfig");
      return {
        namespace: at(chart(release), "namespace"),
        nodes: at(chart(release), "values", "nodeSelector", "pool"),
        interval: at(config, "receivers", "prometheus", "config", "global", "scrape_interval"),
        url: at(config, "exporters", "prometheus_remote_write/scraped", "http", "endpoint"),
        cluster: JSON.stringify(config).includes('"shop"'),
      };
    };
    const both = { namespace: "telemetry", url: "https://mimir.example.com/api/v1/push", cluster: true };
    assert.deepEqual(read("ordinary"), { ...both, nodes: "ordinary", interval: "30s" });
    assert.deepEqual(read("gpu"), { ...both, nodes: "gpu", interval: "10s" });
  });

  it("mounts in each agent the Secret that is made for it, and shows the token nowhere", () => {
    const mounted = ["gpu", "ordinary"].map((release) =>
      objects(at(chart(release), "values", "extraVolumes")).flatMap(
        (volume) => at(volume, "secret", "secretName") ?? [],
      ),
    );
    const made = stack.resources
      .filter(({ type }) => type === SECRET)
      .map(({ inputs }) => at(inputs as Json, "metadata", "name") ?? "");
    assert.deepEqual(mounted.flat(), made);
    assert.doesNotMatch(JSON.stringify(stack), /canary-token/);
  });
});
