/** A pod in a state, and where the way of its samples ends. */
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { serverCertificate, selfSignedCertificate } from "../../harness/credentials/openssl";
import type { NodeName } from "../cluster/nodes";
import type { TenantPod } from "../applications/tenantPods";
import type { Ending } from "../why/ending";
import type { RunningTenantPod, Tenants } from "./tenants";

export const OTHER_NODE: NodeName = "acceptance-2";
export const NAMESPACE = "shop";
/** Namespace of which a rule of the settings keeps nothing. */
export const RULED = "ruled";
export const SAMPLE_LIMIT = 2000;

export const SCRAPED = { "prometheus.io/scrape": "true" };
export const ANNOTATED = { ...SCRAPED, "prometheus.io/port": "8080" };

export interface State extends Ending {
  /** What was done, as the name of the test. */
  readonly name: string;
  readonly pod: Partial<TenantPod>;
  readonly make?: (tenants: Tenants, pod: RunningTenantPod) => Promise<void>;
}

/** Servers of the run. */
export const stops: (() => void)[] = [];

export async function serve(
  { podIP }: RunningTenantPod,
  answer: RequestListener,
  { tls = false, port = 8080 } = {},
): Promise<void> {
  const certificate = tls ? serverCertificate(selfSignedCertificate("application-ca"), `IP:${podIP}`) : undefined;
  const server = certificate ? createTlsServer(certificate, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, podIP, resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
}

export const page =
  (body: string, status = 200): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "text/plain; version=0.0.4" }).end(body);
  };

export const METRICS = "# TYPE orders counter\norders_total 5\n";
