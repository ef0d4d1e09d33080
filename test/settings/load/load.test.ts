import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readKubeconfig } from "../../../settings/load/kubeconfig";
import { problemText } from "../../../settings/problems";
import { parsedValue } from "../../../settings/load/load";
import { validate } from "../../../settings/validate";
import { chartFolderProblems } from "../../../settings/load/chartFolder";

describe("a value as the engine hands it over", () => {
  it("is what was written in the stack file", () => {
    const texts = ["60", "-1", "1.5", "true", "false", '{"a":1}', "[1]", "memory", "10%", "1e3", "", "True"];
    assert.deepEqual(texts.map(parsedValue), [
      60,
      -1,
      1.5,
      true,
      false,
      { a: 1 },
      [1],
      "memory",
      "10%",
      "1e3",
      "",
      "True",
    ]);
  });

  it("that looks like a number but has to be text is recognised", () => {
    const { problems } = validate({ environment: parsedValue("123"), cluster }, {});
    assert.deepEqual(problems.map(problemText), [
      "gke-telemetry:environment is 123, but must be a DNS label: lower-case letters, digits and hyphens, a letter first, such as team-a. Set gke-telemetry:environment to a DNS label.",
    ]);
  });
});

const cluster = { kind: "existing", name: "local", maxNodes: 3, autopilot: false } as const;

describe("a kubeconfig", () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "kubeconfig-"))));
  after(() => {
    fs.rmSync(folder, { recursive: true });
  });

  function write(text: string): string {
    const file = path.join(folder, "config");
    fs.writeFileSync(file, text);
    return file;
  }

  it("that the settings name but does not exist is a problem, even if no cluster is used", () => {
    const { problems } = readKubeconfig({ ...cluster, kubeconfig: path.join(folder, "none") }, false);
    assert.equal(problems[0]?.path, "gke-telemetry:cluster.kubeconfig");
    assert.equal(problems[0].rule, "is not an existing file");
  });

  it("must have the context of the settings", () => {
    const kubeconfig = write("contexts: [{name: kind-a}, {name: kind-b}]");
    const { problems } = readKubeconfig({ ...cluster, kubeconfig, context: "kind-c" }, true);
    assert.match(problems[0]?.rule ?? "", /whose contexts are kind-a, kind-b$/);
    assert.deepEqual(readKubeconfig({ ...cluster, kubeconfig, context: "kind-b" }, true).problems, []);
  });

  it("must be one", () => {
    for (const text of ["{", "hello", ""])
      assert.match(
        readKubeconfig({ ...cluster, kubeconfig: write(text) }, true).problems[0]?.rule ?? "",
        /^must be a kubeconfig file/,
      );
  });
});

describe("a chart folder", () => {
  const problems = (chart: string | undefined) => chartFolderProblems("opentelemetry-collector", "collector", chart);

  it("that does not exist is a problem", () => {
    assert.equal(problems("./charts/none")[0]?.rule, "is not an existing folder");
  });

  it("must contain the expected chart", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "chart-"));
    try {
      assert.equal(problems(folder)[0]?.rule, "must contain a file Chart.yaml");
      fs.writeFileSync(path.join(folder, "Chart.yaml"), "name: nginx");
      assert.equal(problems(folder)[0]?.rule, "must contain the chart opentelemetry-collector, but contains nginx");
      fs.writeFileSync(path.join(folder, "Chart.yaml"), "name: opentelemetry-collector");
      assert.deepEqual(problems(folder), []);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("is not read if the setting is an address", () => {
    assert.deepEqual(problems("oci://registry.example.com/charts/opentelemetry-collector"), []);
    assert.deepEqual(problems(undefined), []);
  });
});
