/** A bundle for a bug report, of a stack whose Secrets have leaked into objects, on a real API server. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMESPACES } from "../../../contract/names";
import { kubeconfigOf } from "../claimants/claimants";
import type { KubernetesObject } from "../cluster/kubernetes";
import { applyObjects, removeObjects } from "../cluster/objects";
import { environment } from "../environment";
import { runCommand } from "../../programs/processes";
import { type Secret, stackSecrets } from "../stack/credentials";

/** Names of users are no secrets, nor are certificates. */
const isSecret = (key: string) => !/\.crt$|^user(?:name)?$/.test(key);

describe("a bundle for a bug report", () => {
  let secrets: readonly Secret[] = [];
  const objects: KubernetesObject[] = [];

  before(async () => {
    secrets = await stackSecrets("local");
    const namespaces = Object.values(NAMESPACES).map((name) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name },
    }));
    const leak = secrets.flatMap(({ stringData }) => Object.values(stringData));
    const metadata = { name: "leak", namespace: NAMESPACES.monitoring };
    const forms = leak.map((value) => [
      value,
      Buffer.from(value).toString("base64"),
      encodeURIComponent(value),
      JSON.stringify(value),
    ]);
    objects.push(...namespaces, ...secrets, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: { "kept.yaml": "level: info", "leaked.txt": JSON.stringify(forms) },
    } as KubernetesObject);
    const elsewhere = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "of-somebody-else", namespace: "default" },
    };
    objects.push(elsewhere);
    await applyObjects(environment().server, objects);
  });

  after(() => removeObjects(environment().server, objects));

  it("has no secret of the stack, in whatever form something else has it, and has the rest", async () => {
    const folder = join(environment().folder, "gather");
    mkdirSync(folder);
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigOf(environment().server.api.access));
    const out = join(folder, "bundle.tar.gz");
    const args = ["run", "--silent", "gather", "--", "--stack", "local", "--kubeconfig", kubeconfig, "--out", out];
    const { status, output } = await runCommand("npm", args);
    assert.equal(status, 0, output);
    assert.match(output, /None of the \d+ secret values of the stack's namespaces is in it\./);
    const { stdout: text } = spawnSync("tar", ["--extract", "--gzip", "--to-stdout", "--file", out], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const values = secrets.flatMap(({ stringData }) =>
      Object.entries(stringData).flatMap(([key, value]) => (isSecret(key) ? [value.trim()] : [])),
    );
    assert.ok(values.length >= 5, String(values.length));
    for (const value of values) {
      const written = [
        value,
        JSON.stringify(value).slice(1, -1),
        Buffer.from(value).toString("base64"),
        encodeURIComponent(value),
      ];
      for (const one of written) assert.ok(!text.includes(one), `a value of ${value.length} characters is in it`);
    }
    assert.match(text, /"kept.yaml": "level: info"/);
    assert.match(text, /\[removed\]/);
    assert.ok(!text.includes('managedFields":'));
    assert.ok(!text.includes("of-somebody-else"));
    assert.match(text, /"lookedFor": "\d+ values of the stack's Secrets/);
  });
});
