import assert from "node:assert/strict";
import * as fs from "node:fs";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { stackNames } from "../../tools/cli";
import { stackSchema, stackSchemaText } from "../../tools/docs/stackSchema";

const FILE = "docs/stack.schema.json";
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false });
const validate = ajv.compile(stackSchema());

/** What the schema says of a stack file that has these keys besides the two required ones. */
function problems(config: Record<string, unknown>): string[] {
  const required = { "gke-telemetry:environment": "test", "gke-telemetry:cluster": { kind: "existing", name: "test" } };
  validate({ config: { ...required, ...config } });
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`);
}

describe("docs/stack.schema.json", () => {
  it("is what the settings say; `npm run docs` writes it anew", () => {
    assert.equal(fs.readFileSync(FILE, "utf8"), stackSchemaText());
  });

  for (const stack of stackNames())
    it(`fits stack ${stack}, whose file names it for editors`, () => {
      const text = fs.readFileSync(`Pulumi.${stack}.yaml`, "utf8");
      assert.ok(text.startsWith(`# yaml-language-server: $schema=${FILE}\n`));
      assert.ok(validate(parse(text)), ajv.errorsText(validate.errors));
    });

  it("takes secrets encrypted, settings of providers, and numbers as `pulumi config set` writes them", () => {
    assert.deepEqual(
      problems({
        "gke-telemetry:remoteWritePassword": { secure: "v1:abc" },
        "gke-telemetry:outageMinutes": "60",
        "gcp:project": "acme",
      }),
      [],
    );
  });

  it("refuses unknown keys, wrong values, a missing environment and a secret as text", () => {
    assert.deepEqual(problems({ "gke-telemetry:outage": 5 }), ["/config must NOT have additional properties"]);
    assert.deepEqual(problems({ "gke-telemetry:agent": { profil: "low" } }), [
      "/config/gke-telemetry:agent must NOT have additional properties",
    ]);
    assert.deepEqual(problems({ "gke-telemetry:outageMinutes": 100_000 }), [
      "/config/gke-telemetry:outageMinutes must be <= 1440",
    ]);
    assert.deepEqual(problems({ "gke-telemetry:outageMinutes": "soon" }), [
      '/config/gke-telemetry:outageMinutes must match pattern "^-?[0-9]+$"',
    ]);
    assert.deepEqual(problems({ "gke-telemetry:remoteWritePassword": "open" }), [
      "/config/gke-telemetry:remoteWritePassword must be object",
    ]);
    validate({ config: {} });
    assert.ok(ajv.errorsText(validate.errors).includes("gke-telemetry:environment"));
  });
});
