/** Certificate and password of the stack's own log store. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { generationName } from "../../contract/credentials/generations";
import { LOG_STORE_FILES, LOG_STORE_USER } from "../../workloads/victoriaLogs/manifests";
import { type Issuer, issueCertificate } from "../common/certificates";
import type { SecretFiles } from "../common/secretFiles";

export interface LogStoreCredentialsArgs {
  /** Generation of the password. VictoriaLogs knows one password, so a step of it has no overlap. */
  readonly generation: number;
  /** Signs its certificate. */
  readonly issuer: Issuer;
  /** Host names in the certificate. */
  readonly hosts: readonly string[];
}

/** Letters and digits, 5.95 bits each: 190 bits in total. */
const PASSWORD_LENGTH = 32;

export class LogStoreCredentials extends pulumi.ComponentResource {
  /** What clients need: user, password (secret), and the certificates of the authority to trust. */
  readonly access: {
    readonly username: pulumi.Output<string>;
    readonly password: pulumi.Output<string>;
    readonly authority: pulumi.Output<string>;
  };
  /** Content of the store's own Secret. */
  readonly files: SecretFiles;

  constructor(name: string, args: LogStoreCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:logs:LogStoreCredentials", name, {}, opts);
    const own = { parent: this };
    const { result } = new random.RandomPassword(
      generationName(`${name}-password`, args.generation),
      { length: PASSWORD_LENGTH, special: false },
      own,
    );
    const password = pulumi.secret(result);
    const subject = { commonName: "victoria-logs", dnsNames: args.hosts, use: "server" } as const;
    const { certificate, privateKey } = issueCertificate(`${name}-server`, args.issuer, subject, own);
    this.access = { username: pulumi.output(LOG_STORE_USER), password, authority: args.issuer.trusted };
    this.files = {
      [LOG_STORE_FILES.certificate]: certificate,
      [LOG_STORE_FILES.privateKey]: privateKey,
      [LOG_STORE_FILES.password]: password,
    };
    this.registerOutputs({});
  }
}
