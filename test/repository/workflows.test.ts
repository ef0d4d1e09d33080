import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse } from "yaml";

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly uses?: string }[] }>>;
}

describe("the workflow that publishes images", () => {
  const text = fs.readFileSync(".github/workflows/release.yaml", "utf8");
  const workflow = parse(text) as Workflow;

  it("runs no action that somebody could change under its name", () => {
    const actions = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    assert.ok(actions.length > 0);
    for (const action of actions) {
      assert.match(action, /@[0-9a-f]{40}$/);
      assert.match(text, new RegExp(`${action} # v\\d+\\.\\d+\\.\\d+\n`), `${action} says its version`);
    }
  });

  it("gives no job a right that it does not name", () => {
    assert.deepEqual(workflow.permissions, {});
  });
});
