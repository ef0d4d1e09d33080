import assert from "node:assert/strict";
import { runCommand } from "../../programs/processes";
import { findPrograms } from "../../programs/programs";

describe("the workflows", () => {
  it("have no mistake that actionlint finds", async () => {
    const { actionlint } = await findPrograms(["actionlint"]);
    assert.ok(actionlint);
    // Programs that it would call are not the same on every machine.
    const { status, output } = await runCommand(actionlint, ["-no-color", "-shellcheck=", "-pyflakes="]);
    assert.equal(status, 0, output);
  });
});
