import assert from "node:assert/strict";
import { UserError } from "../../../tools/cli";
import { parseStackFile } from "../../../tools/plan/stackFile";

describe("a stack file", () => {
  it("may leave the project's prefix out, as Pulumi's own", () => {
    assert.deepEqual(parseStackFile("f", "config: {environment: dev}").values, { "gke-telemetry:environment": "dev" });
  });

  it("keeps its secrets closed", () => {
    const { values, secretKeys } = parseStackFile("f", "config: {'gke-telemetry:remoteWritePassword': {secure: AAAB}}");
    assert.deepEqual(secretKeys, ["gke-telemetry:remoteWritePassword"]);
    assert.equal(values["gke-telemetry:remoteWritePassword"], "[secret]");
  });

  it("that is no YAML, or no map, is a person's mistake", () => {
    for (const text of ["config: {", "- a", "config: 5", "a: 1\na: 2"])
      assert.throws(() => parseStackFile("f.yaml", text), UserError, text);
  });
});
