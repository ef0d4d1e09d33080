/** Types on which independent parts of the program agree. */

/** Authentication of HTTP requests. The credentials themselves are in a Secret. */
export type Authentication = "none" | "basic" | "bearer";

/** An HTTP endpoint. */
export interface Endpoint {
  readonly url: string;
  /** Headers of every request, such as the tenant. None is secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** The certificate authority of its certificate: a public one, or the stack's own. */
  readonly authority: "public" | "stack";
}

/** A remote-write endpoint. */
export interface WriteEndpoint extends Endpoint {
  /**
   * Version of the remote-write protocol. Every endpoint accepts 1.0 and takes such a request whole or not at all; of a
   * request of 2.0 it keeps the good samples.
   */
  readonly version: "1.0" | "2.0";
}

/** An endpoint with the authentication that its clients use. */
export type Authenticated<E extends Endpoint> = E & { readonly authentication: Authentication };

/**
 * A server of the stack that asks for credentials, Prometheus or Alertmanager, as the agent of its node scrapes its own
 * metrics: over TLS, with the credentials of remote write.
 */
export interface ScrapedServer {
  /** Scrape job, the `job` label of the series. */
  readonly job: string;
  readonly namespace: string;
  /** Label `app.kubernetes.io/name` of its pods. */
  readonly name: string;
  readonly port: number;
  /** Name in the certificate. */
  readonly serverName: string;
}

/** Where a collector writes samples. */
export type RemoteWriteTarget = Authenticated<WriteEndpoint>;

/** What every object of a stack gets besides its own labels, annotations and pull secrets. */
export interface OwnMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Names of Secrets with which pods' images are pulled. */
  readonly imagePullSecrets: readonly string[];
}
