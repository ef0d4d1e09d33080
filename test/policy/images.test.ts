import assert from "node:assert/strict";
import { problemsOf } from "../../policy/evidence/shape";
import { imageShape } from "../../policy/model/images";

const DIGEST = `sha256:${"a".repeat(64)}`;
const IMAGE = { repository: "docker.io/grafana/grafana", tag: "12.2.1" };

describe("an image in the policies' model", () => {
  const isFine = (reference: string, digest?: string) =>
    problemsOf(reference, imageShape({ ...IMAGE, digest }), "image").length === 0;

  it("is in its own registry by tag, with a digest or without", () => {
    assert.ok(isFine("docker.io/grafana/grafana:12.2.1"));
    assert.ok(isFine(`docker.io/grafana/grafana:12.2.1@${DIGEST}`));
  });

  it("is in any other registry the same image by its digest alone", () => {
    const copy = "registry.example.com:5000/mirror/grafana/grafana:12.2.1";
    assert.ok(isFine(`${copy}@${DIGEST}`, DIGEST));
    assert.ok(!isFine(copy, DIGEST));
    assert.ok(!isFine(`${copy}@${DIGEST.replace("a", "b")}`, DIGEST));
    assert.ok(!isFine(`${copy}@${DIGEST}`));
    assert.ok(!isFine(`registry.example.com/evil/grafana:12.2.1@${DIGEST}`, DIGEST));
  });
});
