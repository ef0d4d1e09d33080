import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { at, type Json, objects } from "../../../collector/common/model";
import { sidecarTransformation } from "../../../components/common/sidecarTransform";
import { IMAGES } from "../../../contract/images";
import { INJECT_SIDECAR_ANNOTATION } from "../../../contract/annotations";
import { recordResources } from "../../harness/recordResources";

const deployment = (annotations?: Record<string, pulumi.Input<string>>) => (opts: pulumi.ComponentResourceOptions) =>
  new k8s.apps.v1.Deployment(
    "shop",
    {
      metadata: { name: "shop", ...(annotations && { annotations }) },
      spec: {
        selector: { matchLabels: { app: "shop" } },
        template: { metadata: { labels: { app: "shop" } }, spec: { containers: [{ name: "shop", image: "shop:1" }] } },
      },
    },
    { ...opts, transformations: [...(opts.transformations ?? []), sidecarTransformation({ image: IMAGES.collector })] },
  );

async function initContainers(annotations?: Record<string, pulumi.Input<string>>): Promise<unknown[]> {
  const { single } = await recordResources(deployment(annotations));
  const { inputs } = single("kubernetes:apps/v1:Deployment", "shop");
  return objects(at(inputs as Json, "spec", "template", "spec", "initContainers")).map(({ name }) => name);
}

describe("the transformation that gives Deployments a sidecar", () => {
  it("gives one to a Deployment that asks for it", async () => {
    assert.deepEqual(await initContainers({ [INJECT_SIDECAR_ANNOTATION]: "true" }), ["otel-sidecar"]);
    assert.deepEqual(await initContainers({ [INJECT_SIDECAR_ANNOTATION]: pulumi.output("true") }), ["otel-sidecar"]);
  });

  it("leaves others as they are", async () => {
    assert.deepEqual(await initContainers(), []);
    assert.deepEqual(await initContainers({ [INJECT_SIDECAR_ANNOTATION]: "false" }), []);
    assert.deepEqual(await initContainers({ other: "true" }), []);
  });
});
