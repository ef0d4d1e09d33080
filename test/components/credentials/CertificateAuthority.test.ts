import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority } from "../../../components/credentials/CertificateAuthority";
import { issueCertificate } from "../../../components/common/certificates";
import { providers } from "../../harness/providers";
import { recordResources, settled } from "../../harness/recordResources";

/** What an `up` with a generation makes, in one state. */
const STATE = providers();

async function deploy(generation: number) {
  const { result, resources } = await recordResources((opts) => {
    const { issuer } = new CertificateAuthority("a", { commonName: "test", generation }, opts);
    const pair = issueCertificate("server", issuer, { commonName: "s", dnsNames: ["s.test"], use: "server" }, opts);
    return { issuer, pair };
  }, STATE);
  const [certificate, trusted] = await Promise.all([settled(result.pair.certificate), settled(result.issuer.trusted)]);
  return { certificate, trusted, result, names: resources.map(({ name }) => name) };
}

/** Whether a client with these certificates takes a server with this one. */
function isTrusted(certificate: string, trusted: string): boolean {
  const authorities = trusted.split(/(?<=-----END CERTIFICATE-----)\s*/).filter((text) => text.includes("BEGIN"));
  const shown = new X509Certificate(certificate);
  return authorities.some((text) => shown.verify(new X509Certificate(text).publicKey));
}

describe("the stack's certificate authority", () => {
  it("is trusted one step before it signs, and until the last client has learnt of the next step", async () => {
    const steps = [await deploy(1), await deploy(2), await deploy(3), await deploy(4)];
    for (const [at, { certificate }] of steps.entries())
      for (const [seenBy, { trusted }] of steps.entries())
        assert.equal(isTrusted(certificate, trusted), Math.abs(at - seenBy) <= 1, `${at + 1} seen by ${seenBy + 1}`);
  });

  it("gives a server a new key in each generation, and keeps it until then", async () => {
    const [first, again, second] = [await deploy(1), await deploy(1), await deploy(2)];
    const keyOf = ({ certificate }: typeof first) =>
      new X509Certificate(certificate).publicKey.export({ format: "jwk" });
    assert.deepEqual(keyOf(first), keyOf(again));
    assert.notDeepEqual(keyOf(first), keyOf(second));
  });

  it("hands out its keys as secrets alone", async () => {
    const { result } = await deploy(2);
    assert.equal(await pulumi.isSecret(result.issuer.privateKey), true);
    assert.equal(await pulumi.isSecret(result.pair.privateKey), true);
  });
});
