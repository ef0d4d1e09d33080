import assert from "node:assert/strict";
import { checkResources, findingsOf } from "../../policy/run";
import { EXEMPTIONS, exemptionProblem, withExemptions, type Exemption } from "../../policy/exemptions";
import { exemptionsHold } from "../../policy/rules/exemptions";
import { noHostPath } from "../../policy/rules/pods/noHostPath";
import { prometheusKeepsSamples } from "../../policy/rules/prometheus/prometheusKeepsSamples";
import { namespaceManifests } from "../../workloads/namespaces";
import { deployment, object, resource } from "./resources";

const TODAY = "2026-11-22";
const MOUNTING = deployment({}, { volumes: [{ name: "v", hostPath: { path: "/var" } }] });
const EXEMPTION: Exemption = {
  rule: "no-host-path",
  resource: { type: "kubernetes:*:Deployment", name: "thing" },
  reason: "It has to.",
  expires: TODAY,
};

const found = (exemption: Exemption, today = TODAY) =>
  findingsOf(withExemptions(noHostPath, [exemption], today), [MOUNTING]).length;

describe("an exemption", () => {
  it("holds until the end of its last day", () => {
    assert.equal(found(EXEMPTION), 0);
    assert.equal(found(EXEMPTION, "2026-11-23"), 1);
  });

  it("holds for its rule, type, name and finding only", () => {
    assert.equal(found({ ...EXEMPTION, rule: "no-host-port" }), 1);
    assert.equal(found({ ...EXEMPTION, resource: { type: "kubernetes:*:DaemonSet", name: "thing" } }), 1);
    assert.equal(found({ ...EXEMPTION, resource: { type: "*", name: "thin" } }), 1);
    assert.equal(found({ ...EXEMPTION, finding: "the host path /var" }), 0);
    assert.equal(found({ ...EXEMPTION, finding: "the host path /etc" }), 1);
  });

  it("takes the characters of a name as they are", () => {
    assert.equal(found({ ...EXEMPTION, resource: { type: "*", name: "t.ing" } }), 1);
  });

  it("holds for policies about the whole stack too", () => {
    const store = object("StatefulSet", {
      spec: { template: { spec: { containers: [{ args: ["--storage.tsdb.path=/data"] }] } } },
    });
    const resource = { type: "*:StatefulSet", name: "*" };
    const exempt = withExemptions(
      prometheusKeepsSamples,
      [{ ...EXEMPTION, rule: "prometheus-keeps-samples", resource }],
      TODAY,
    );
    assert.equal(findingsOf(prometheusKeepsSamples, [store]).length, 3);
    assert.equal(findingsOf(exempt, [store]).length, 0);
  });

  for (const [what, change] of [
    ["without a reason", { reason: " " }],
    ["without a date", { expires: "" }],
    ["with a date that does not exist", { expires: "2026-13-40" }],
    ["with a date of another form", { expires: "22.11.2026" }],
    ["that expired", { expires: "2026-11-21" }],
  ] as const)
    it(`${what} does not hold and is a violation itself, in dev too`, () => {
      const exemption = { ...EXEMPTION, ...change };
      assert.equal(found(exemption), 1);
      assert.equal(findingsOf(exemptionsHold([exemption], TODAY), []).length, 1);
      const violations = checkResources([MOUNTING], "dev", TODAY, [exemption]);
      assert.deepEqual(
        violations.filter(({ level }) => level === "mandatory").map(({ rule }) => rule),
        ["exemptions"],
      );
    });

  it("of the agents' namespace is for their queue on the node, not for the node's network beside it", () => {
    const found = (hostNetwork: boolean, queueVolume: "hostPath" | "emptyDir") => {
      const [manifest] = Object.values(
        namespaceManifests({
          agent: { hostNetwork, queueVolume },
          metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 200 },
          objects: { enabled: false },
          nodeExporter: { enabled: false, hostNetwork: false, nodeSelector: {} },
          grafana: { enabled: false },
          demo: { hotrod: false, metrics: false },
        }).created,
      );
      const inputs = { ...manifest };
      const namespace = resource("kubernetes:core/v1:Namespace", "open-telemetry", inputs);
      return checkResources([namespace], "prod", TODAY, EXEMPTIONS).filter(
        ({ rule }) => rule === "restricted-namespaces",
      );
    };
    assert.deepEqual(found(false, "hostPath"), []);
    assert.equal(found(true, "emptyDir").length, 1);
    const [both, ...others] = found(true, "hostPath");
    assert.match(both?.message ?? "", /\(host-network\)/);
    assert.deepEqual(others, []);
  });

  it("of the agents is for their own objects, not for others that are named like them", () => {
    const spec = { volumes: [{ name: "queue", hostPath: { path: "/var/lib/gke-telemetry/test" } }] };
    const found = (name: string) => {
      const { inputs } = deployment({}, spec, "DaemonSet");
      return checkResources([resource("kubernetes:apps/v1:DaemonSet", name, inputs)], "prod", TODAY).filter(
        ({ rule }) => rule === "no-host-path",
      ).length;
    };
    assert.equal(found("otel:open-telemetry/otel-agent"), 0);
    assert.equal(found("not-otel"), 1);
  });

  it("of the stack's own holds today and says why at some length", () => {
    for (const exemption of EXEMPTIONS) {
      assert.equal(exemptionProblem(exemption, TODAY), undefined);
      assert.ok(exemption.reason.length > 40, exemption.reason);
    }
  });
});
