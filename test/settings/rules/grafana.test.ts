import assert from "node:assert/strict";
import { problemText } from "../../../settings/problems";
import { validate } from "../../../settings/validate";

const INGRESS = { host: "grafana.example.com", tlsSecretName: "grafana-tls" };
const OAUTH = {
  clientId: "grafana",
  authUrl: "https://login.example.com/authorize",
  tokenUrl: "https://login.example.com/token",
  apiUrl: "https://login.example.com/userinfo",
  allowedDomains: ["example.com"],
};
const SECRET = { grafanaOauthClientSecret: { encrypted: true } };

function problemsOf(grafana: Record<string, unknown>, credentials = {}): string[] {
  const cluster = { kind: "existing", name: "local" };
  return validate({ environment: "dev", cluster, grafana }, credentials).problems.map(problemText);
}

describe("settings of Grafana's login", () => {
  it("are none by default, and fit together", () => {
    assert.deepEqual(problemsOf({}), []);
    assert.deepEqual(problemsOf({ ingress: INGRESS }), []);
    assert.deepEqual(problemsOf({ ingress: INGRESS, oauth: OAUTH }, SECRET), []);
  });

  it("have addresses without spaces and credentials, which the stack file would show", () => {
    const withAddress = (address: string) =>
      problemsOf({ ingress: INGRESS, oauth: { ...OAUTH, apiUrl: address } }, SECRET);
    assert.match(
      withAddress("https://login.example.com/ a")[0] ?? "",
      /apiUrl is .+, but must be an address .+ spaces/,
    );
    assert.match(withAddress("https://user:word@login.example.com/")[0] ?? "", /apiUrl must not contain a user name/);
    assert.doesNotMatch(withAddress("https://user:word@login.example.com/").join(), /user:word/);
  });

  it("need an ingress, to which the identity provider redirects users", () => {
    assert.deepEqual(problemsOf({ oauth: OAUTH }, SECRET), [
      "gke-telemetry:grafana.ingress is missing: after a login (gke-telemetry:grafana.oauth) the identity provider redirects the browser to Grafana's https address. Set gke-telemetry:grafana.ingress with its host and tlsSecretName, or remove gke-telemetry:grafana.oauth.",
    ]);
  });

  it("need the client's secret, encrypted, and no secret without a client", () => {
    assert.deepEqual(problemsOf({ ingress: INGRESS, oauth: OAUTH }), [
      "gke-telemetry:grafanaOauthClientSecret is missing: gke-telemetry:grafana.oauth needs the OAuth client secret. Set it with: pulumi config set --secret gke-telemetry:grafanaOauthClientSecret.",
    ]);
    assert.deepEqual(problemsOf({}, SECRET), [
      "gke-telemetry:grafanaOauthClientSecret is set, but there is no gke-telemetry:grafana.oauth. Remove gke-telemetry:grafanaOauthClientSecret, or set gke-telemetry:grafana.oauth.",
    ]);
    const [problem] = problemsOf(
      { ingress: INGRESS, oauth: OAUTH },
      { grafanaOauthClientSecret: { encrypted: false } },
    );
    assert.match(problem ?? "", /grafanaOauthClientSecret is not encrypted in the stack file/);
  });

  it("are problems if Grafana is disabled", () => {
    assert.deepEqual(problemsOf({ enabled: false, ingress: INGRESS }), [
      "gke-telemetry:grafana.ingress is set, but gke-telemetry:grafana.enabled is false. Remove gke-telemetry:grafana.ingress, or set gke-telemetry:grafana.enabled: true.",
    ]);
  });

  it("reject providers without TLS, and invalid domains", () => {
    const [plain] = problemsOf({ ingress: INGRESS, oauth: { ...OAUTH, tokenUrl: "http://login.example.com" } }, SECRET);
    assert.match(plain ?? "", /^gke-telemetry:grafana\.oauth\.tokenUrl/);
    const [everybody] = problemsOf({ ingress: INGRESS, oauth: { ...OAUTH, allowedDomains: [] } }, SECRET);
    assert.match(everybody ?? "", /^gke-telemetry:grafana\.oauth\.allowedDomains/);
  });
});
