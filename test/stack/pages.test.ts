import assert from "node:assert/strict";
import { checkResources } from "../../policy/run";
import type { Plan } from "../../tools/plan/plan";
import { configured } from "../harness/configuredPlan";

const SECRET = "the-client's-secret";
const page = (host: string, kind: string) => ({ kind, host, tlsSecretName: "tls", iap: { oauthClientId: "id.apps" } });

for (const kind of ["ingress", "gateway"])
  describe(`a stack whose pages are served outside by kind ${kind}`, () => {
    let plan: Plan;
    before(async () => {
      plan = await configured(
        {
          grafana: { ingress: page("grafana.example.com", kind) },
          tracing: { defaultIngress: page("jaeger.example.com", kind) },
        },
        { iapOauthClientSecret: SECRET },
      );
      assert.deepEqual(plan.problems, []);
    });

    const found = (kindOfObject: string) =>
      plan.resources.filter(({ inputs }) => inputs["kind"] === kindOfObject && inputs["metadata"] !== undefined);

    it("passes every policy", () => {
      const findings = checkResources(plan.resources, "prod", "2026-11-22");
      assert.deepEqual(
        findings.filter(({ level }) => level === "mandatory"),
        [],
      );
    });

    it("says where they are outside the cluster", () => {
      assert.equal(plan.outputs["grafanaEndpoint"], "https://grafana.example.com");
      assert.deepEqual(plan.outputs["jaegerEndpoints"], { default: "https://jaeger.example.com" });
    });

    it("has the client's secret in Kubernetes Secrets alone", () => {
      const secrets = plan.resources.filter(({ name }) => name.endsWith("-iap"));
      assert.deepEqual(
        secrets.map(({ type }) => type),
        ["kubernetes:core/v1:Secret", "kubernetes:core/v1:Secret"],
      );
      assert.ok(!JSON.stringify(plan).includes(SECRET));
    });

    it("reaches no page before its login", () => {
      const [route, login] =
        kind === "ingress" ? (["Ingress", "BackendConfig"] as const) : (["HTTPRoute", "GCPBackendPolicy"] as const);
      assert.equal(found(route).length, 2);
      for (const { dependsOn, name } of found(route)) {
        const before = found(login).find((one) => one.name === name);
        assert.ok(before && dependsOn.includes(before.urn), `${name}: ${route} waits for ${login}`);
        assert.ok(
          before.dependsOn.some((urn) => urn.endsWith(`::${name}-iap`)),
          `${login} waits for its Secret`,
        );
      }
    });
  });
