/** Types on which parts of the program agree that do not know each other. */

/** Authentication of HTTP requests. The credentials themselves are in a Secret. */
export type Authentication = "none" | "basic" | "bearer";

/** An HTTP endpoint. */
export interface Endpoint {
  readonly url: string;
  /** Headers of every request, such as the tenant; nothing secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Who signed its certificate: an authority that every system knows, or the stack's own. */
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

/** The store's own metrics, as the agent of its node scrapes them: over TLS, with the credentials of remote write. */
export interface ScrapedStore {
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
