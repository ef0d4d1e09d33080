import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { installScript, START_FOLDER, startScript, TOOLS } from "../../../../collector/agent/queue/entrypoint";

const found = (program: string) =>
  (process.env["PATH"] ?? "").split(delimiter).find((folder) => existsSync(join(folder, program)));

/** The pod has busybox; the script is plain enough for another. */
const SHELLS = ["dash", "busybox"].filter((shell) => found(shell) !== undefined);

/**
 * Stands for the collector. It notes where its queue is, keeps a file there, and ends by what it finds in that file:
 * the words are a collector's own, of runs with a damaged file.
 */
const COLLECTOR = `#!${process.execPath}
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { QUEUE_FOLDER: folder, QUEUE_STATE: state } = process.env;
const file = folder + "/exporter_otlp_grpc_queue";
const [how = "", ...others] = process.argv.slice(2);
const say = (text) => process.stderr.write(text + "\\n");
if (how === "stay") process.on("SIGTERM", () => { setTimeout(() => process.exit(7), 300); });
appendFileSync(process.env.NOTES, JSON.stringify({ folder, state, others }) + "\\n");
say('{"level":"info","msg":"Starting"}');
mkdirSync(folder, { recursive: true });
const words = existsSync(file) ? readFileSync(file, "utf8") : "";
const end = (status, ...lines) => { lines.forEach(say); process.exit(status); };
if (words === "error") end(1, 'Error: cannot start pipelines: failed to start "otlp_grpc/queue" exporter: invalid database');
if (words === "short") end(1, 'Error: cannot start pipelines: failed to start "otlp_grpc/queue" exporter: file size too small 16384');
if (words === "panic") end(2, "panic: assertion failed: Page expected to be: 5, but self identifies as 0", "",
  "goroutine 96 [running]:", "go.etcd.io/bbolt/internal/common.(*Page).FastCheck(0x7f, 0x5)", "");
if (words === "fault") end(2, "unexpected fault address 0x7f2a", "fatal error: fault", "",
  "goroutine 96 [running]:", "runtime.throw({0x1, 0x5})", "go.etcd.io/bbolt.(*Cursor).search(0xc0)", "");
if (words === "elsewhere") end(2, "panic: runtime error: index out of range", "",
  "goroutine 7 [running]:", "github.com/prometheus/prometheus/scrape.(*scrapePool).sync(0xc0)", "",
  "goroutine 9 [select]:", "go.etcd.io/bbolt.(*DB).Batch(0xc0)", "");
if (words === "logged") end(3, '{"level":"error","msg":"invalid database: go.etcd.io/bbolt said so in ' + folder + '"}');
if (words === "full" && state !== "spare")
  end(1, 'Error: cannot start pipelines: failed to start "otlp_grpc/queue" exporter: write ' + file + ": no space left on device");
if (how !== "damage") writeFileSync(file, "good");
if (how === "damage") { writeFileSync(file, "error"); end(1, 'Error: exporter: invalid database'); }
if (how === "stay") setInterval(() => {}, 1000);
else process.exit(how === "" ? 0 : Number(how));
`;

interface Note {
  readonly folder: string;
  readonly state: string;
  readonly others: readonly string[];
}

for (const shell of SHELLS) {
  describe(`start of an agent, with ${shell}`, () => {
    let folder: string;
    const path = (...names: string[]) => join(folder, ...names);
    const queueFile = () => path("queue", "queue-node-1", "exporter_otlp_grpc_queue");
    const notes = () =>
      readFileSync(path("notes"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Note);
    const states = () => notes().map(({ state }) => state);
    const environment = () => ({ KUBE_NODE_NAME: "node-1", NOTES: path("notes"), PATH: "" });
    const start = (...args: string[]) =>
      spawnSync(path("start"), args, { env: environment(), encoding: "utf8", timeout: 20_000 });

    const holds = (words: string) => {
      mkdirSync(path("queue", "queue-node-1"), { recursive: true });
      writeFileSync(queueFile(), words);
    };

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "gke-telemetry-start-"));
      for (const name of ["queue", "spare", "tools"]) mkdirSync(path(name));
      for (const tool of TOOLS) {
        const program = shell === "busybox" ? shell : tool === "sh" ? shell : tool;
        symlinkSync(join(found(program) ?? "/bin", program), path("tools", tool));
      }
      writeFileSync(path("collector"), COLLECTOR);
      writeFileSync(
        path("start"),
        startScript({
          collector: path("collector"),
          tools: path("tools"),
          queueMount: path("queue"),
          spareMount: path("spare"),
        }),
      );
      for (const name of ["collector", "start"]) chmodSync(path(name), 0o755);
    });

    afterEach(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    it("hands arguments, log and exit status through", () => {
      const { status, stderr } = start("5", "two words", "*");
      assert.equal(status, 5);
      assert.deepEqual(notes(), [
        { folder: path("queue", "queue-node-1"), state: "normal", others: ["two words", "*"] },
      ]);
      assert.equal(stderr, '{"level":"info","msg":"Starting"}\n');
    });

    for (const damage of ["error", "short", "panic", "fault"]) {
      it(`replaces a queue that ended the collector (${damage})`, () => {
        holds(damage);
        const { status, stderr } = start();
        assert.equal(status, 0);
        assert.deepEqual(states(), ["normal", "replaced"]);
        assert.equal(readFileSync(queueFile(), "utf8"), "good");
        assert.match(stderr, /is damaged and was removed/);
      });
    }

    for (const reason of ["elsewhere", "logged"]) {
      it(`leaves the queue alone when the collector ends for another reason (${reason})`, () => {
        holds(reason);
        assert.notEqual(start().status, 0);
        assert.deepEqual(states(), ["normal"]);
        assert.equal(readFileSync(queueFile(), "utf8"), reason);
      });
    }

    it("leaves a damaged file's volume after a second damage", () => {
      const { status } = start("damage");
      assert.equal(status, 1);
      assert.deepEqual(states(), ["normal", "replaced", "spare"]);
    });

    it("keeps the queue and uses the spare one where the volume takes nothing", () => {
      holds("full");
      assert.equal(start().status, 0);
      assert.deepEqual(states(), ["normal", "spare"]);
      assert.equal(notes()[1]?.folder, path("spare", "queue-node-1"));
      assert.equal(readFileSync(queueFile(), "utf8"), "full");
    });

    it("uses the spare queue where the other's folder cannot be made", () => {
      rmSync(path("queue"), { recursive: true });
      writeFileSync(path("queue"), "no folder");
      const { status, stderr } = start();
      assert.equal(status, 0);
      assert.deepEqual(states(), ["spare"]);
      assert.match(stderr, /cannot be used/);
    });

    it("waits for the collector's end after a signal", async () => {
      const child: ChildProcess = spawn(path("start"), ["stay"], { env: environment(), stdio: "ignore" });
      const ended = new Promise((resolve) => child.once("exit", resolve));
      while (!existsSync(path("notes"))) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill("SIGTERM");
      child.kill("SIGTERM");
      assert.equal(await ended, 7);
    });
  });
}

describe("start script", () => {
  it("has nothing that Helm, Kubernetes or a template would replace", () => {
    for (const text of [startScript(), installScript()]) {
      assert.doesNotMatch(text, /\{\{|\$\$|\$\(/);
    }
  });

  it("uses no tool but those that are installed beside it", () => {
    const installed = installScript();
    for (const tool of TOOLS) assert.ok(installed.includes(` ${tool}`), tool);
    assert.ok(startScript().startsWith(`#!${START_FOLDER}/sh\n`));
  });
});
