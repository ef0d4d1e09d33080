import assert from "node:assert/strict";
import {
  componentType,
  CONNECTORS,
  EXPORTERS,
  EXTENSIONS,
  PROCESSORS,
  RECEIVERS,
  RENAMES,
  typeNames,
} from "../../../contract/collector/components";
import { IMAGES } from "../../../contract/images";

describe("the collector's component types", () => {
  const types = [RECEIVERS, PROCESSORS, EXPORTERS, CONNECTORS, EXTENSIONS].flatMap((kind): string[] =>
    Object.values(kind),
  );
  const numbers = (version: string) => version.split(".").map(Number);

  it("are known by their earlier names too", () => {
    assert.deepEqual(typeNames(PROCESSORS.kubernetesAttributes), ["k8s_attributes", "k8sattributes"]);
    assert.deepEqual(typeNames(PROCESSORS.batch), ["batch"]);
  });

  it("have the names of the version that the stacks deploy", () => {
    const [major = 0, minor = 0] = numbers(IMAGES.collector.tag);
    for (const { type, since } of RENAMES) {
      assert.ok(types.includes(type), type);
      const [sinceMajor = 0, sinceMinor = 0] = numbers(since);
      assert.ok(major > sinceMajor || (major === sinceMajor && minor >= sinceMinor), type);
    }
  });

  it("are what an id begins with", () => {
    assert.equal(componentType("otlp_grpc/queue"), "otlp_grpc");
    assert.equal(componentType("debug"), "debug");
  });
});
