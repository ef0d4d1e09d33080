import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { grafanaManifests } from "../../workloads/grafana/manifests";
import { Grafana, type GrafanaArgs } from "../../components/Grafana";
import { at, recordResources, settled, type Recording } from "../harness/recordResources";

const GENERATED = "generated-password";
const TOKEN = "canary-token";

const manifests = grafanaManifests({
  dataSource: {
    url: "https://mimir.example.com/prometheus",
    headers: {},
    authentication: "bearer",
    authority: "public",
  },
  scrapeIntervalSeconds: 30,
  dashboards: [{ uid: "agents", title: "Agents", fileName: "agents.json", json: { panels: [] } }],
});

const record = (dataSourceCredentials?: GrafanaArgs["dataSourceCredentials"]) =>
  recordResources(
    (opts) =>
      new Grafana(
        "grafana",
        { manifests, ...(dataSourceCredentials === undefined ? {} : { dataSourceCredentials }) },
        opts,
      ),
    {
      "random:index/randomPassword:RandomPassword": () => ({ result: GENERATED }),
      "kubernetes:core/v1:Secret": (inputs) => ({
        metadata: { resourceVersion: `version-of-${String(at(inputs, "metadata", "name"))}` },
      }),
    },
  );

describe("Grafana with an identity provider", () => {
  it("puts the client's secret into a Secret of its own, and waits with the Ingress for its Service", async () => {
    const ingress = { kind: "ingress", host: "grafana.example.com", tlsSecretName: "tls", annotations: {} } as const;
    const served = grafanaManifests({ scrapeIntervalSeconds: 30, dashboards: [], login: { ingress } });
    const { single } = await recordResources(
      (opts) => new Grafana("grafana", { manifests: served, oauthClientSecret: pulumi.secret("canary-client") }, opts),
      { "kubernetes:core/v1:Secret": () => ({ metadata: { resourceVersion: "1" } }) },
    );
    const secret = single("kubernetes:core/v1:Secret", "grafana-oauth").inputs;
    assert.equal(at(secret, "metadata", "name"), "grafana-oauth");
    assert.match(JSON.stringify(at(secret, "stringData")), /"clientSecret":"canary-client"/);
    assert.deepEqual(single("kubernetes:networking.k8s.io/v1:Ingress").dependsOn, ["grafana"]);
  });
});

describe("Grafana", () => {
  let recording: Recording<Grafana>;

  before(async () => {
    recording = await record({ bearerToken: pulumi.secret(TOKEN) });
  });

  it("puts a generated password of 32 letters and digits into a Secret and into its output", async () => {
    const { inputs } = recording.single("random:index/randomPassword:RandomPassword");
    assert.deepEqual(inputs, { length: 32, special: false });
    const secret = recording.single("kubernetes:core/v1:Secret", "grafana-admin").inputs;
    assert.equal(at(secret, "metadata", "name"), "grafana-admin");
    assert.match(JSON.stringify(at(secret, "stringData")), new RegExp(`"password":"${GENERATED}","user":"admin"`));
    assert.equal(await settled(recording.result.password), GENERATED);
    assert.equal(await settled(recording.result.user), "admin");
  });

  it("makes a new password in each generation, and existing stacks keep theirs", async () => {
    const nameOf = async (args: Pick<GrafanaArgs, "passwordGeneration">) => {
      const { single } = await recordResources((opts) => new Grafana("grafana", { manifests, ...args }, opts), {
        "kubernetes:core/v1:Secret": () => ({ metadata: { resourceVersion: "1" } }),
      });
      return single("random:index/randomPassword:RandomPassword").name;
    };
    const names = await Promise.all([{}, { passwordGeneration: 1 }, { passwordGeneration: 2 }].map(nameOf));
    assert.deepEqual(names, ["grafana-admin-password", "grafana-admin-password", "grafana-admin-password-2"]);
  });

  it("keeps the password output secret", async () => {
    assert.equal(await pulumi.isSecret(recording.result.password), true);
  });

  it("puts the credentials of the data source into a Secret of its own namespace", () => {
    const secret = recording.single("kubernetes:core/v1:Secret", "grafana-data-source-credentials").inputs;
    assert.equal(at(secret, "metadata", "name"), "remote-write-credentials");
    assert.equal(at(secret, "metadata", "namespace"), "monitoring");
    assert.match(JSON.stringify(at(secret, "stringData")), new RegExp(`"bearerToken":"${TOKEN}"`));
  });

  it("lets no secret reach anything but a Secret", () => {
    const elsewhere = recording.resources.filter(({ type }) => type !== "kubernetes:core/v1:Secret");
    assert.doesNotMatch(JSON.stringify(elsewhere), new RegExp(`${GENERATED}|${TOKEN}`));
  });

  it("needs no second Secret where the data source asks for nothing", async () => {
    const { single } = await record();
    assert.equal(single("kubernetes:core/v1:Secret").name, "grafana-admin");
  });

  it("restarts Grafana when a Secret is replaced", () => {
    const { inputs } = recording.single("kubernetes:apps/v1:Deployment");
    assert.deepEqual(at(inputs, "spec", "template", "metadata", "annotations"), {
      ...manifests.deployment.spec.template.metadata.annotations,
      "gke-telemetry/secret-versions": "version-of-grafana-admin version-of-remote-write-credentials",
    });
  });

  it("starts the pod only when everything that it names is there, and then waits for the Service", () => {
    assert.deepEqual([...recording.single("kubernetes:apps/v1:Deployment").dependsOn].sort(), [
      "grafana",
      "grafana-admin",
      "grafana-dashboard-agents",
      "grafana-dashboard-provider",
      "grafana-data-source-credentials",
      "grafana-data-sources",
    ]);
    assert.deepEqual(recording.single("kubernetes:core/v1:Service").dependsOn, ["grafana"]);
  });

  it("publishes the address at which the Service is reached", async () => {
    assert.equal(await settled(recording.result.endpoint), "http://grafana.monitoring.svc.cluster.local:3000");
  });
});
