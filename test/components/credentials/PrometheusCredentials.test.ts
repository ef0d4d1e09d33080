import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Principal, prometheusHosts } from "../../../workloads/prometheus/web";
import type { Issuer } from "../../../components/common/certificates";
import { PrometheusCredentials } from "../../../components/credentials/PrometheusCredentials";
import { at, recordResources, settled, type Computed } from "../../harness/recordResources";

const PASSWORD = "random:index/randomPassword:RandomPassword";

/** What the providers would make, told apart by the names of the resources. */
const computed: Computed = {
  [PASSWORD]: () => ({ result: "canary-word", bcryptHash: "$2a$10$canary" }),
  "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: "canary-key" }),
  "tls:index/certRequest:CertRequest": () => ({ certRequestPem: "request" }),
  "tls:index/locallySignedCert:LocallySignedCert": () => ({ certPem: "certificate" }),
};

const PRINCIPALS: readonly Principal[] = ["agent", "operator"];

const issuer = (): Issuer => ({
  generation: 1,
  trusted: pulumi.output("authority"),
  certificate: pulumi.output("authority"),
  privateKey: pulumi.secret("canary-key"),
});

const record = (generation: number) =>
  recordResources((opts) => {
    const args = { generation, principals: PRINCIPALS, issuer: issuer(), hosts: prometheusHosts() };
    return new PrometheusCredentials("c", args, opts);
  }, computed);

const passwordsOf = ({ resources }: Awaited<ReturnType<typeof record>>) =>
  resources.filter(({ type }) => type === PASSWORD).map(({ name }) => name);

describe("PrometheusCredentials", () => {
  it("keeps every password that clients may still use through a step, so that none of them is made anew", async () => {
    const [before, after] = [passwordsOf(await record(2)), passwordsOf(await record(3))];
    const kept = before.filter((name) => after.includes(name));
    assert.deepEqual(kept, [
      "c-agent-2-password",
      "c-agent-3-password",
      "c-operator-2-password",
      "c-operator-3-password",
    ]);
  });

  it("gives the probes a new password in each generation, and those of existing stacks keep theirs", async () => {
    const probes = async (generation: number) =>
      passwordsOf(await record(generation)).filter((name) => name.includes("probe"));
    assert.deepEqual(await probes(1), ["c-probe-password"]);
    assert.deepEqual(await probes(2), ["c-probe-2-password"]);
  });

  it("gives clients the user of their generation, and Prometheus those before and after too", async () => {
    const { result } = await record(2);
    assert.equal(await settled(result.access.agent.username), "agent-2");
    const web = JSON.parse(await settled(result.webFiles["web.yml"]!)) as { basic_auth_users: object };
    assert.deepEqual(Object.keys(web.basic_auth_users), [
      ...["agent-1", "agent-2", "agent-3", "operator-1", "operator-2", "operator-3", "probe"],
    ]);
  });

  it("hands out nothing secret as plain text, and no password to Prometheus but its probes'", async () => {
    const { result } = await record(2);
    for (const name of ["web.yml", "tls.key", "probe-password"])
      assert.equal(await pulumi.isSecret(result.webFiles[name]!), true, name);
    assert.equal(await pulumi.isSecret(result.access.agent.password), true);
    const texts = await Promise.all(
      Object.entries(result.webFiles)
        .map(([name, text]) => [name, text] as const)
        .map(async ([name, text]) => [name, await settled(text)] as const),
    );
    assert.deepEqual(
      texts.filter(([, text]) => text.includes("canary-word")).map(([name]) => name),
      ["probe-password"],
    );
  });

  it("signs one certificate, for the names of the Service and for a forwarded port", async () => {
    const { single } = await record(1);
    assert.deepEqual(at(single("tls:index/certRequest:CertRequest").inputs, "dnsNames"), [
      "prometheus.monitoring.svc.cluster.local",
      "prometheus.monitoring.svc",
      "prometheus.monitoring",
      "localhost",
    ]);
  });

  it("renews the certificate with the first update of its second year", async () => {
    const { inputs } = (await record(1)).single("tls:index/locallySignedCert:LocallySignedCert");
    assert.equal(at(inputs, "validityPeriodHours"), 2 * 8760);
    assert.equal(at(inputs, "earlyRenewalHours"), 8760);
  });
});
