import assert from "node:assert/strict";
import { problemText } from "../../../settings/problems";
import { validate } from "../../../settings/validate";

const cluster = { kind: "existing", name: "local" };

function problemsOf(url: string): string[] {
  const metrics = { kind: "remote", url, queryUrl: url };
  return validate({ environment: "dev", cluster, metrics }, {}).problems.map(problemText);
}

describe("the address of a remote store", () => {
  it("names a namespace or a domain, which policies can follow", () => {
    for (const host of ["mimir", "localhost"]) {
      const [write, query] = problemsOf(`http://${host}:9009/api/v1/push`);
      const text =
        /^gke-telemetry:metrics\.\w+ is "http:.+", but has a host without a namespace or domain, .+\. Write a/;
      assert.match(write ?? "", text);
      assert.match(query ?? "", text);
    }
    for (const host of ["mimir.metrics", "mimir.metrics.svc", "mimir.example.com", "10.0.0.5", "[fd00::5]"])
      assert.deepEqual(problemsOf(`http://${host}:9009/api/v1/push`), [], host);
  });
});
