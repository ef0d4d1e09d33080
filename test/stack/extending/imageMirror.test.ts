import assert from "node:assert/strict";
import { everyText, type Json } from "../../../collector/common/model";
import { IMAGES } from "../../../contract/images";
import { configured, EVERY_PART } from "../../harness/configuredPlan";

const MIRROR = "registry.example.com:5000/mirror";

describe("a registry with copies of the images", () => {
  it("is where every image of a stack with every part comes from, under its own path and tag", async () => {
    const settings = { ...EVERY_PART, agent: { ...EVERY_PART.agent, queueVolume: "hostPath" } };
    const usual = await configured(settings);
    const mirrored = await configured({ ...settings, images: { registry: MIRROR } });
    assert.deepEqual(mirrored.problems, []);
    const text = (plan: typeof usual) => JSON.stringify(plan.resources.map(({ inputs }) => inputs));
    const moved = Object.values(IMAGES).reduce(
      (inputs, { repository }) => inputs.replaceAll(repository, repository.replace(/^[^/]+/, MIRROR)),
      text(usual),
    );
    assert.notEqual(moved, text(usual));
    assert.ok(text(mirrored) === moved);
    const images = everyText(mirrored.resources.map(({ inputs }) => inputs) as unknown as Json)
      .filter(({ path, text: value }) => /\.image(\.repository)?$/.test(path) && value.includes("/"))
      .map(({ text: value }) => value);
    assert.ok(images.length > 10 && images.every((image) => image.startsWith(`${MIRROR}/`)), images.join());
    assert.match(JSON.stringify(mirrored.forecast), /copies in registry\.example\.com:5000\/mirror/);
  });

  it("leaves an image of one's own where it is", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const collectorImage = { distribution: "gke-telemetry", repository: "registry.acme.com/otelcol", digest };
    const { charts } = await configured({ collectorImage, images: { registry: MIRROR } });
    assert.deepEqual(charts[0]?.values["image"], {
      ...{ repository: "registry.acme.com/otelcol", tag: IMAGES.ownCollector.tag, digest, pullPolicy: "IfNotPresent" },
    });
  });
});
