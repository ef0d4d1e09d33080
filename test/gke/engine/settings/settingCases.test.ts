import assert from "node:assert/strict";
import { z } from "zod";
import { cluster } from "../../../../settings/schema/cluster";
import { SETTING_CASES } from "./settingCases";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Settings that no case changes, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  "cluster.kind": "Another kind is another cluster, and behind both would be the same API server.",
};

/** Paths of the settings of a section, without the sections in it. */
function pathsOf({ properties }: Schema, path: string): string[] {
  return properties === undefined
    ? [path]
    : Object.entries(properties).flatMap(([name, schema]) => pathsOf(schema, `${path}.${name}`));
}

describe("the settings of a GKE cluster", () => {
  it("are all tried by npm run test:gke", () => {
    const { oneOf = [] } = z.toJSONSchema(cluster, { io: "input" }) as { oneOf?: readonly Schema[] };
    const [gke] = oneOf;
    assert.ok(gke?.properties, "the schema's first kind is GKE");
    const tried = new Set(SETTING_CASES.map(({ setting }) => setting));
    const missing = pathsOf(gke, "cluster").filter((path) => !tried.has(path) && !(path in WITHOUT));
    assert.deepEqual(missing, [], "add a case in test/gke/engine/settings/settingCases.ts");
  });
});
