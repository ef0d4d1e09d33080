import assert from "node:assert/strict";
import { parse } from "yaml";
import { withConfigurationMap } from "../../../collector/common/configurationMap";

const values = (interval: string) => ({
  mode: "daemonset",
  fullnameOverride: "otel",
  alternateConfig: { receivers: { prometheus: { interval } } },
});

describe("the ConfigMap of a collector's configuration", () => {
  it("has the configuration, under a name that the chart mounts", () => {
    const { values: mounted, configMap } = withConfigurationMap(values("30s"), "open-telemetry");
    assert.deepEqual(parse(configMap.data.relay), values("30s").alternateConfig);
    assert.deepEqual(mounted.configMap, { create: false, existingName: configMap.metadata.name });
    assert.match(configMap.metadata.name, /^otel-agent-[0-9a-f]{16}$/);
  });

  it("never changes: another configuration has another name", () => {
    const [one, same, other] = ["30s", "30s", "60s"].map(
      (interval) => withConfigurationMap(values(interval), "x").configMap,
    );
    assert.deepEqual(one, same);
    assert.notEqual(one?.metadata.name, other?.metadata.name);
    assert.equal(one?.immutable, true);
  });
});
