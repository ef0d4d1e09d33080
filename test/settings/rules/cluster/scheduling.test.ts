import assert from "node:assert/strict";
import { problemText } from "../../../../settings/problems";
import { validate } from "../../../../settings/validate";

describe("a PriorityClass of Kubernetes' own components", () => {
  const settings = (className: string) => ({
    environment: "test",
    cluster: { kind: "existing", name: "test" },
    metrics: { kind: "prometheus" },
    agent: { priorityClassName: className },
    nodeExporter: { priorityClassName: className },
    tracing: { gateway: { priorityClassName: className } },
  });
  const problems = (className: string) => validate(settings(className), {}).problems.map(problemText);

  it("is refused for each part, because GKE would refuse its pods, with a way out", () => {
    const found = problems("system-node-critical");
    assert.equal(found.length, 3);
    for (const [index, path] of ["agent", "nodeExporter", "tracing.gateway"].entries())
      assert.match(
        String(found[index]),
        new RegExp(
          `^gke-telemetry:${path}.priorityClassName is "system-node-critical", but must not be .* in kube-system.* Remove gke-telemetry:${path}.priorityClassName, or name`,
        ),
      );
  });

  it("does not keep others out", () => {
    assert.deepEqual(problems("important"), []);
  });
});
