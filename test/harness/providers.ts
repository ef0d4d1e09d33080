/** What the providers of passwords and certificates would make, really: what comes of them works. */
import { generateKeyPairSync } from "node:crypto";
import { specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { openssl } from "./credentials/openssl";
import passwords from "./passwords.json";
import { at, type Computed } from "./recordResources";

/** A value from the wire, with the content of every secret in the secret's place. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (specialSigKey in value) return revealed((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
}

const text = (inputs: unknown, key: string) => String(revealed(at(inputs, key)));

/** Openssl's words for what a certificate may be used for. */
const USES: Readonly<Record<string, readonly [extension: string, value: string]>> = {
  cert_signing: ["keyUsage", "keyCertSign"],
  crl_signing: ["keyUsage", "cRLSign"],
  digital_signature: ["keyUsage", "digitalSignature"],
  server_auth: ["extendedKeyUsage", "serverAuth"],
  client_auth: ["extendedKeyUsage", "clientAuth"],
};

function usage(inputs: unknown): string[] {
  const uses = (at(inputs, "allowedUses") as readonly string[]).map((use) => USES[use] ?? ["keyUsage", use]);
  return [...new Set(uses.map(([extension]) => extension))].map(
    (extension) =>
      `${extension}=critical,${uses
        .filter(([kind]) => kind === extension)
        .map(([, value]) => value)
        .join(",")}`,
  );
}

const days = (inputs: unknown) => String(Number(at(inputs, "validityPeriodHours")) / 24);

function selfSigned(inputs: unknown): string {
  const extensions = [...(at(inputs, "isCaCertificate") === true ? ["basicConstraints=critical,CA:TRUE"] : [])];
  const args = [...extensions, ...usage(inputs)].flatMap((extension) => ["-addext", extension]);
  const subject = `/CN=${String(at(inputs, "subject", "commonName"))}`;
  return openssl(["req", "-x509", "-new", "-key", "{key}", "-subj", subject, "-days", days(inputs), ...args], {
    key: text(inputs, "privateKeyPem"),
  });
}

function request(inputs: unknown): string {
  const names = ((at(inputs, "dnsNames") ?? []) as readonly string[]).map((name) => `DNS:${name}`).join(",");
  const extension = names === "" ? [] : ["-addext", `subjectAltName=${names}`];
  const subject = `/CN=${String(at(inputs, "subject", "commonName"))}`;
  return openssl(["req", "-new", "-key", "{key}", "-subj", subject, ...extension], {
    key: text(inputs, "privateKeyPem"),
  });
}

function signed(inputs: unknown): string {
  const args = ["-req", "-in", "{request}", "-CA", "{authority}", "-CAkey", "{key}", "-set_serial", "1"];
  const more = ["-days", days(inputs), "-copy_extensions", "copyall", "-extfile", "{extensions}"];
  return openssl(["x509", ...args, ...more], {
    request: text(inputs, "certRequestPem"),
    authority: text(inputs, "caCertPem"),
    key: text(inputs, "caPrivateKeyPem"),
    extensions: ["basicConstraints=critical,CA:FALSE", ...usage(inputs)].join("\n"),
  });
}

/**
 * Providers that keep what they have made under the resource's name, as a stack's state does. Passwords are taken from
 * a list with their hashes, because nothing here can hash one.
 */
export function providers(): Computed {
  const made = new Map<string, Record<string, unknown>>();
  const kept = (type: string, make: (inputs: unknown) => Record<string, unknown>) => ({
    [type]: (inputs: unknown, name: string) => {
      const key = `${type} ${name}`;
      const outputs = made.get(key) ?? make(inputs);
      made.set(key, outputs);
      return outputs;
    },
  });
  let used = 0;
  return {
    ...kept("random:index/randomPassword:RandomPassword", () => {
      const next = passwords[used];
      if (!next) throw new Error("test/harness/passwords.json has too few passwords");
      used += 1;
      return { result: next.password, bcryptHash: next.bcryptHash };
    }),
    ...kept("tls:index/privateKey:PrivateKey", () => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return { privateKeyPem: privateKey.export({ type: "sec1", format: "pem" }) };
    }),
    ...kept("tls:index/selfSignedCert:SelfSignedCert", (inputs) => ({ certPem: selfSigned(inputs) })),
    ...kept("tls:index/certRequest:CertRequest", (inputs) => ({ certRequestPem: request(inputs) })),
    ...kept("tls:index/locallySignedCert:LocallySignedCert", (inputs) => ({ certPem: signed(inputs) })),
  };
}
