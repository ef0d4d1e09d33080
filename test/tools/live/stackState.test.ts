import assert from "node:assert/strict";
import { ownObjects } from "../../../tools/live/stackState";

describe("the objects that a stack has already", () => {
  it("are the Kubernetes resources of its state, those of charts and patches among them", () => {
    const own = ownObjects([
      { type: "pulumi:pulumi:Stack" },
      { type: "pulumi:providers:kubernetes", id: "d5c6" },
      { type: "kubernetes:core/v1:Namespace", id: "monitoring" },
      { type: "kubernetes:core/v1:NamespacePatch", id: "shared" },
      { type: "kubernetes:apps/v1:DaemonSet", id: "open-telemetry/otel-agent" },
      { type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", id: "otel-agent" },
      { type: "random:index/randomPassword:RandomPassword", id: "none" },
    ]);
    assert.deepEqual([...own].sort(), [
      "ClusterRole otel-agent",
      "DaemonSet open-telemetry/otel-agent",
      "Namespace monitoring",
      "Namespace shared",
    ]);
  });
});
