import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { kubeconfigOf } from "../../lease/apiServer";
import { COLLECTOR } from "../import/values";
import { FakeEngine } from "./fakeEngine";

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** What a terminal does at Ctrl-C: every process of the group gets the signal. */
function interrupt(child: ChildProcess): void {
  process.kill(-(child.pid ?? 0), "SIGINT");
}

function textOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part: Buffer) => (text += part.toString()));
  return () => text;
}

async function ended(child: ChildProcess, text = textOf(child)): Promise<Ended> {
  const [code] = (await once(child, "close")) as [number | null];
  return { code, text: text() };
}

/**
 * 130 where the signal came in time. A command that was faster has ended as always, or was on its way out: then it has
 * no exit code.
 */
function endedOrInterrupted({ code, text }: Ended): void {
  assert.ok(code === 130 || code === 0 || code === null, `exit code ${code}: ${text}`);
}

/** Every file of a folder with its text; names that begin with a dot are what a command has prepared. */
function contents(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return Object.fromEntries(files.sort().map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]));
}

describe("Ctrl-C", function () {
  this.timeout(60_000);
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
    engine.deployed({});
    engine.configure({ outageMinutes: 10 });
  });
  afterEach(() => {
    engine.remove();
  });

  it("leaves an earlier plan whole, or the new one", async () => {
    const out = path.join(engine.folder, "plan");
    assert.equal(engine.run("plan", "--out", out).status, 0);
    const earlier = contents(out);
    engine.configure({ outageMinutes: 10, tracing: {} });
    const planning = engine.start("plan", "--out", out);
    // The folder in which the new plan is prepared is there as long as it is written.
    const watcher = fs.watch(out, (_, name) => {
      if (!name?.startsWith(".plan-")) return;
      watcher.close();
      interrupt(planning);
    });
    endedOrInterrupted(await ended(planning));
    const found = contents(out);
    if (JSON.stringify(found) !== JSON.stringify(earlier)) {
      engine.run("plan", "--out", out);
      assert.deepEqual(found, contents(out));
    }
  });

  it("leaves a stack file that is imported whole, or none", async () => {
    const values = path.join(engine.folder, "values.yaml");
    const out = path.join(engine.folder, "Pulumi.new.yaml");
    fs.writeFileSync(values, COLLECTOR);
    const before = fs.readdirSync(engine.folder).sort();
    const command = ["tools/run.cjs", "tools/import/main.ts", values, "--out", out];
    const importing = spawn(process.execPath, command, { detached: true });
    const watcher = fs.watch(engine.folder, () => {
      interrupt(importing);
      watcher.close();
    });
    endedOrInterrupted(await ended(importing));
    assert.deepEqual(fs.readdirSync(engine.folder).sort(), [...before, "Pulumi.new.yaml"].sort());
    assert.match(fs.readFileSync(out, "utf8"), /gke-telemetry:tracing[^]*\n$/);
  });

  it("waits for the engine, hears its last words, and puts the stack file back", async () => {
    const before = fs.readFileSync(engine.stackFile, "utf8");
    engine.lasts();
    const updating = engine.start("deploy", "up", "--yes", "--skip-preflight");
    const text = textOf(updating);
    while (!text().includes("the engine works")) await once(updating.stdout, "data");
    interrupt(updating);
    const { code } = await ended(updating, text);
    assert.match(text(), /Waiting until the engine has ended[^]*the engine's last words/);
    assert.equal(code, 130);
    assert.equal(fs.readFileSync(engine.stackFile, "utf8"), `${before}encryptionsalt: v1:abc\n`);
  });

  describe("while the cluster does not answer", () => {
    let server: Server;
    before(async () => {
      server = createServer();
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    for (const [command, ...words] of [["gather", "--out", "bundle"], ["certificate"], ["preflight"]] as const)
      it(`ends ${command} at once, and leaves what was there`, async () => {
        engine.useCluster(kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
        fs.writeFileSync(path.join(engine.folder, "bundle"), "earlier");
        const asking = engine.start(command, ...words);
        await once(server, "request");
        const before = fs.readdirSync(engine.folder).sort();
        interrupt(asking);
        const { code, text } = await ended(asking);
        assert.deepEqual({ code, text }, { code: 130, text: "" });
        assert.deepEqual(fs.readdirSync(engine.folder).sort(), before);
        assert.equal(fs.readFileSync(path.join(engine.folder, "bundle"), "utf8"), "earlier");
      });
  });
});
