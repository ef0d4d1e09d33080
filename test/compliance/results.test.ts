import assert from "node:assert/strict";
import { readOutcomes } from "./results";

const lines = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).join("\n");

describe("outcomes of go test", () => {
  it("have a test's own name, and how binding it is", () => {
    const labels = "TestLabelValidation/label_names_not_empty";
    const output = lines([
      { Action: "attr", Test: labels, Key: "rfcLevel", Value: "MUST" },
      { Action: "attr", Test: `${labels}/prometheus`, Key: "rfcLevel", Value: "MUST" },
      { Action: "fail", Test: `${labels}/prometheus` },
      { Action: "fail", Test: labels },
      { Action: "fail", Test: "TestLabelValidation" },
    ]);
    assert.deepEqual(readOutcomes(output), {
      "LabelValidation/label_names_not_empty": { passed: false, level: "MUST" },
    });
  });

  it("of the tests for 1.0 have no level", () => {
    const suite = "TestRemoteWrite/prometheus";
    const output = lines([
      { Action: "pass", Test: `${suite}/Counter` },
      { Action: "pass", Test: suite },
    ]);
    assert.deepEqual(readOutcomes(output), { Counter: { passed: true, level: "" } });
  });
});
