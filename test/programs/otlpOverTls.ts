/** A client that sends spans by OTLP over HTTPS, with the certificate that it is given. */
import { request } from "node:https";
import { SPAN_TLS_FILES } from "../../contract/credentials/spanTls";

type Files = Readonly<Record<string, string>>;

/** What a client shows: the client's files of a workload's Secret. */
export interface OtlpClient {
  readonly files: Files;
  /** Name that the server's certificate has to have. */
  readonly serverName: string;
}

/**
 * Sends a request over a connection of its own.
 *
 * @param url base URL, with the port of OTLP over HTTP
 * @returns the status of the answer; rejects where either side refuses the other's certificate
 */
export function postOverTls(url: string, body: string, { files, serverName }: OtlpClient): Promise<number> {
  const tls = {
    ca: files[SPAN_TLS_FILES.serverAuthority],
    cert: files[SPAN_TLS_FILES.clientCertificate],
    key: files[SPAN_TLS_FILES.clientKey],
    servername: serverName,
  };
  return new Promise((resolve, reject) => {
    const options = { method: "POST", headers: { "content-type": "application/json" }, agent: false, ...tls };
    const outgoing = request(`${url}/v1/traces`, options, (response) => {
      response.resume();
      response.on("error", reject);
      response.on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
