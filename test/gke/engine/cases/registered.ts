/** The plans of the GKE stacks, and what the real engine registers of them. Of the cluster it needs the API server alone. */
import assert from "node:assert/strict";
import {
  assertSameChartObjects,
  assertSameResources,
  bothSides,
  type Sides,
} from "../../../cluster/registered/comparison";
import { GkeStack } from "../gkeStack";

/** What has to be there before Helm can ask the cluster for its version: the cluster itself, and the provider. */
const OF_CLUSTER = /:cluster:GkeCluster|::pulumi:providers:kubernetes::/;

for (const name of ["dev", "prod"])
  describe(`the plan of the stack ${name} beside the real engine`, () => {
    let stack: GkeStack;
    let sides: Sides;

    before(async () => {
      stack = await GkeStack.start(name, `registered-${name}`);
      await stack.project.pulumi(["stack", "init", name]);
      sides = await bothSides(stack.project, name);
    });

    after(() => stack.stop());

    it("has the same resources with the same inputs", () => {
      assertSameResources(sides);
    });

    it("has the same objects of charts, once there is a cluster", async () => {
      const targets = sides.engine.map(({ urn }) => urn).filter((urn) => OF_CLUSTER.test(urn));
      const args = targets.flatMap((urn) => ["--target", urn]);
      const { output } = await stack.project.pulumi(["up", "--yes", "--skip-preview", "--stack", name, ...args]);
      // The program ends with that where it is brought up in part.
      assert.match(output, /The update leaves out the ConfigMap of the trace pipeline/);
      assertSameChartObjects(await bothSides(stack.project, name));
    });
  });
