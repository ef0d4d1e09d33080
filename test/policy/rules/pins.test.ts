import assert from "node:assert/strict";
import { findingsOf } from "../../../policy/run";
import { pinnedDigests } from "../../../policy/rules/pins/pinnedDigests";
import { object } from "../resources";

const running = (...images: string[]) =>
  object("Deployment", { spec: { template: { spec: { containers: images.map((image) => ({ name: "c", image })) } } } });

describe("pinned-digests", () => {
  it("names every image that has none, once", () => {
    const findings = findingsOf(pinnedDigests, [running("r/b:1", "r/a:1"), running("r/b:1")]);
    assert.deepEqual(
      findings.map(({ message }) => message),
      ["these images have no digest: r/a:1, r/b:1. `npm run digests` reads digests from the registries."],
    );
  });

  it("is content with digests", () => {
    assert.deepEqual(findingsOf(pinnedDigests, [running(`r/a:1@sha256:${"a".repeat(64)}`)]), []);
  });
});
