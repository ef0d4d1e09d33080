/** Values of the collector's Helm chart that every collector has. */
import { CREDENTIALS_FOLDER } from "./extensions";
import type { JsonObject } from "./model";
import type { ListeningPorts } from "../requirements/ports";
import type { Requirements } from "../requirements/requirements";

/** Values of the collector's chart: plain data, since a chart with unknown values is not rendered in a preview. */
export type ChartValues = JsonObject;

/** User and group of the collector's image. */
export const COLLECTOR_USER = 10001;

/** A volume of the pod, and where its container finds it. */
export interface Volume {
  readonly volume: JsonObject;
  readonly mount: JsonObject;
}

/** The Secret as files, so that a change reaches the collector without a restart. The pod does not start without it. */
function credentialFiles(secretName: string): Volume {
  const name = "remote-write";
  return {
    volume: { name, secret: { secretName, defaultMode: 0o440, optional: false } },
    mount: { name, mountPath: CREDENTIALS_FOLDER, readOnly: true },
  };
}

/**
 * The volumes of the credentials that the configuration reads.
 *
 * @param secretName name of the Secret that holds them
 */
export function credentialVolumes({ volumes }: Requirements, secretName: string): Volume[] {
  return volumes.credentials ? [credentialFiles(secretName)] : [];
}

/** Helm release that chart values are for: the names of what the chart makes begin with it. */
export function releaseOf({ fullnameOverride }: ChartValues): string {
  if (typeof fullnameOverride !== "string")
    throw new Error("The chart's values have no fullnameOverride, which is the name of its release.");
  return fullnameOverride;
}

/** Arguments that switch feature gates on. */
export function featureGateArguments({ featureGates }: Requirements): string[] {
  return featureGates.map((gate) => `--feature-gates=${gate}`);
}

/** Opens the ports of the configuration and closes the chart's others; none is open on the node (host port 0). */
export function chartPorts(listening: ListeningPorts): JsonObject {
  const port = (number: number | undefined): JsonObject =>
    number === undefined
      ? { enabled: false }
      : { enabled: true, containerPort: number, servicePort: number, hostPort: 0 };
  return {
    otlp: port(listening.otlpGrpc),
    "otlp-http": port(listening.otlpHttp),
    metrics: port(listening.metrics),
    "jaeger-compact": port(listening.jaegerThriftCompact),
    "jaeger-thrift": port(listening.jaegerThriftHttp),
    "jaeger-grpc": port(listening.jaegerGrpc),
    zipkin: port(listening.zipkin),
  };
}

/** Probes at the port of the health check; none without one. */
export function probes({ health }: Pick<ListeningPorts, "health">): JsonObject {
  if (health === undefined) return {};
  const httpGet = { path: "/", port: health };
  return {
    // With the smallest CPU limit a collector takes several seconds until it answers.
    startupProbe: { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 60, httpGet },
    readinessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3, httpGet },
    livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, httpGet },
  };
}

const IDENTITY = { runAsNonRoot: true, runAsUser: COLLECTOR_USER, runAsGroup: COLLECTOR_USER };
const SECCOMP_PROFILE = { type: "RuntimeDefault" };

/** The container's security context under the Pod Security Standard `restricted`. */
export function restricted(): JsonObject {
  return {
    ...IDENTITY,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    seccompProfile: SECCOMP_PROFILE,
  };
}

/** The security contexts of pod and container under that standard. Volumes are the only places that can be written. */
export function securityContexts(): JsonObject {
  return {
    podSecurityContext: { ...IDENTITY, fsGroup: COLLECTOR_USER, seccompProfile: SECCOMP_PROFILE },
    securityContext: restricted(),
  };
}
