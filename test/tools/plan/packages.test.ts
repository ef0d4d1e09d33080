import assert from "node:assert/strict";
import * as fs from "node:fs";
import { hasPackages } from "../../../tools/plan/against/packages";

const OWN = fs.readFileSync("package-lock.json", "utf8");

type Packages = Record<string, { version?: string; integrity?: string; dev?: boolean; dependencies?: unknown }>;

/** The lock file with other packages. */
function changed(change: (packages: Packages) => void): string {
  const lock = JSON.parse(OWN) as { packages: Packages };
  change(lock.packages);
  return JSON.stringify(lock);
}

describe("packages of another revision", () => {
  it("are here where its lock file differs in the project alone", () => {
    assert.ok(hasPackages(OWN, OWN));
    const other = changed((packages) => {
      packages[""] = { version: "0.0.9" };
      delete packages["node_modules/yaml"]?.dev;
      packages["node_modules/mocha"] = { ...packages["node_modules/mocha"], dev: false };
    });
    assert.ok(hasPackages(OWN, other));
  });

  it("are here where it did not have one yet", () => {
    const other = changed((packages) => {
      delete packages["node_modules/re2js"];
    });
    assert.ok(hasPackages(OWN, other));
    assert.ok(!hasPackages(other, OWN));
  });

  it("are not here in another version, or with another content", () => {
    for (const other of [{ version: "2.0.0" }, { integrity: "sha512-x" }])
      assert.ok(
        !hasPackages(
          OWN,
          changed((packages) => {
            packages["node_modules/yaml"] = { ...packages["node_modules/yaml"], ...other };
          }),
        ),
      );
  });

  it("are not here where one of them would find another package than it locks", () => {
    const own = changed((packages) => {
      packages["node_modules/@pulumi/policy/node_modules/google-protobuf"] = { version: "4.0.0" };
    });
    assert.ok(!hasPackages(own, OWN));
  });

  it("are not here where nothing can be read", () => {
    for (const other of ["", "{", "{}"]) assert.ok(!hasPackages(OWN, other));
  });
});
