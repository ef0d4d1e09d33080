/** Certificates by openssl. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs openssl with files of these contents, whose paths stand in the arguments as their names in braces. */
export function openssl(args: readonly string[], files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "gke-telemetry-openssl-"));
  try {
    const path = (name: string) => join(folder, name);
    for (const [name, content] of Object.entries(files)) writeFileSync(path(name), content, { mode: 0o600 });
    const words = args.map((word) => word.replace(/^\{(.+)\}$/, (_, name: string) => path(name)));
    return execFileSync("openssl", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

function newKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "sec1", format: "pem" })
    .toString();
}

/** A certificate that has signed itself, by default that of an authority. */
export function selfSignedCertificate(name: string, extensions: readonly string[] = []): Certificate {
  const key = newKey();
  const args = extensions.flatMap((extension) => ["-addext", extension]);
  return { key, cert: openssl(["req", "-x509", "-new", "-key", "{key}", "-subj", `/CN=${name}`, ...args], { key }) };
}

/** A server's certificate, signed by an authority. `names` are its subject alternative names, such as `IP:10.0.0.1`. */
export function serverCertificate(authority: Certificate, names: string): Certificate {
  const key = newKey();
  const request = openssl(["req", "-new", "-key", "{key}", "-subj", "/CN=server"], { key });
  const args = ["x509", "-req", "-in", "{request}", "-CA", "{cert}", "-CAkey", "{key}", "-set_serial", "1"];
  const extensions = `subjectAltName=${names}`;
  return { key, cert: openssl([...args, "-extfile", "{extensions}"], { ...authority, request, extensions }) };
}
