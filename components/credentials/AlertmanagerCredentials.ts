/** Certificate and passwords with which Alertmanager and its clients authenticate each other. */
import * as pulumi from "@pulumi/pulumi";
import { generationName } from "../../contract/credentials/generations";
import { SHARED_PRINCIPALS, WEB_DIRECTORY } from "../../workloads/alertmanager/web";
import { type Issuer, issueCertificate } from "../common/certificates";
import type { SecretFiles } from "../common/secretFiles";
import {
  accessOf,
  createPassword,
  createUsers,
  type WebAccess,
  webFiles,
  type WebUser,
} from "../common/webCredentials";

export interface AlertmanagerCredentialsArgs {
  /** Generation of the password that Prometheus uses; Alertmanager also accepts the previous and the next one. */
  readonly generation: number;
  /** Users of Prometheus: Alertmanager accepts those of agents and people, with the same passwords. */
  readonly users: readonly WebUser[];
  /** Signs Alertmanager's certificate. */
  readonly issuer: Issuer;
  /** Host names in the certificate. */
  readonly hosts: readonly string[];
}

const PROMETHEUS = "prometheus";

export class AlertmanagerCredentials extends pulumi.ComponentResource {
  /** Current access of Prometheus. */
  readonly prometheus: WebAccess;
  /** Content of the Secret from which Alertmanager and its probes run (secret). */
  readonly webFiles: SecretFiles;

  constructor(name: string, args: AlertmanagerCredentialsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:alerts:AlertmanagerCredentials", name, {}, opts);
    const { generation, issuer, hosts } = args;
    const parent = { parent: this };
    const subject = { commonName: "alertmanager", dnsNames: hosts, use: "server" } as const;
    const keyPair = issueCertificate(`${name}-alertmanager`, issuer, subject, parent);
    const password = (part: string) => createPassword(`${name}-${part}-password`, parent);
    const own = createUsers([PROMETHEUS], generation, password);
    const shared = args.users.filter(({ principal }) => SHARED_PRINCIPALS.some((one) => one === principal));
    const probe = password(generationName("probe", generation));
    const authority = issuer.trusted;
    this.webFiles = webFiles({ folder: WEB_DIRECTORY, keyPair, authority, users: [...shared, ...own], probe });
    this.prometheus = accessOf(own, generation, authority)[PROMETHEUS];
    this.registerOutputs({});
  }
}
