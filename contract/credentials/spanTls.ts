/**
 * TLS between the collectors that forward spans and the Jaegers that store them: both sides show a certificate. Jaeger is
 * a collector too, so all of them have the same settings (configtls).
 */

/** Mount path of the Secret with a pod's certificates. */
export const SPAN_TLS_FOLDER = "/etc/otel/span-tls";

/** Keys of that Secret, which are also its file names. A pod that only sends, or only receives, has half of them. */
export const SPAN_TLS_FILES = {
  serverCertificate: "server.crt",
  serverKey: "server.key",
  /** Authorities whose clients a server admits. */
  clientAuthority: "client-ca.crt",
  clientCertificate: "client.crt",
  clientKey: "client.key",
  /** Authorities of the servers to which a client sends. */
  serverAuthority: "server-ca.crt",
} as const;

const file = (key: keyof typeof SPAN_TLS_FILES) => `${SPAN_TLS_FOLDER}/${SPAN_TLS_FILES[key]}`;

/** Settings of both sides. Certificate and key are read again at the first handshake after this time. */
const COMMON = { min_version: "1.3", reload_interval: "10s" } as const;

/** Settings `tls` of a receiver: it admits only clients with a certificate of its client authority. */
export function spanServerTls() {
  return {
    cert_file: file("serverCertificate"),
    key_file: file("serverKey"),
    client_ca_file: file("clientAuthority"),
    client_ca_file_reload: true,
    ...COMMON,
  } as const;
}

/**
 * Settings `tls` of an exporter. It reads the authority's certificate only when it starts.
 *
 * @param serverName name in the server's certificate. The address may be a pod's
 */
export function spanClientTls(serverName: string) {
  return {
    ca_file: file("serverAuthority"),
    cert_file: file("clientCertificate"),
    key_file: file("clientKey"),
    server_name_override: serverName,
    ...COMMON,
  } as const;
}
