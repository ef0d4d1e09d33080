import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { keepingStackFile } from "../../../tools/deploy/stackFile";
import { FakeEngine } from "./fakeEngine";

describe("an engine that fails", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
    engine.deployed({});
  });
  afterEach(() => {
    engine.remove();
  });

  it("is heard before the stack is there, while it is read, and during the preview", () => {
    for (const [command, error] of [
      ["stack select", 'error: unable to open state directory "file:///nonexistent"'],
      ["stack output", "error: getting secrets manager: incorrect passphrase"],
      ["preview", "error: could not load plugin for kubernetes provider"],
    ] as const) {
      engine.fails(command, error);
      const { status, stderr } = engine.run("deploy", "preview", "--skip-preflight", {});
      assert.equal(status, 1);
      assert.ok(stderr.includes(error), `${command}: ${stderr}`);
      assert.doesNotMatch(stderr, /\n {4}at /);
    }
  });

  it("is heard by commands that only read the stack, and a passphrase of somebody else is explained", () => {
    engine.fails("stack select", "error: incorrect passphrase");
    const { status, stderr } = engine.run("rotate", {});
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^error: incorrect passphrase\nThe encryptionsalt of the stack file belongs to another passphrase\./,
    );
  });
});

describe("a stack file that the engine rewrites", () => {
  const before = "# mine\nconfig:\n  gke-telemetry:outageMinutes: 10 # ten\n";
  let file: string;
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "gke-telemetry-"));
    file = path.join(folder, "Pulumi.test.yaml");
    fs.writeFileSync(file, before);
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it("gets back what was written, keeps the salt of its secrets, and nobody is left to find that out", async () => {
    const told: string[] = [];
    const rewrite = () => {
      fs.writeFileSync(file, 'config:\n  gke-telemetry:outageMinutes: "10"\nencryptionsalt: v1:abc=\n');
      return Promise.reject(new Error("interrupted"));
    };
    await assert.rejects(
      keepingStackFile(file, rewrite, (text) => told.push(text)),
      /interrupted/,
    );
    assert.equal(fs.readFileSync(file, "utf8"), `${before}encryptionsalt: v1:abc=\n`);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? "", /Pulumi\.test\.yaml has a new line encryptionsalt/);
  });

  it("is not touched where the engine has only written it in another way", async () => {
    const told: string[] = [];
    const rewrite = () => {
      fs.writeFileSync(file, 'config:\n  gke-telemetry:outageMinutes: "10"\n');
      return Promise.resolve(0);
    };
    await keepingStackFile(file, rewrite, (text) => told.push(text));
    assert.deepEqual([fs.readFileSync(file, "utf8"), told], [before, []]);
  });
});
