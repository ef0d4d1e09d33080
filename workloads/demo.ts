/** Demo applications: HotROD, which sends spans, and podinfo, which exposes metrics. */
import { INJECT_SIDECAR_ANNOTATION, scrapeAnnotations } from "../contract/annotations";
import { labels, NAMES, serviceHost, type StackNames, stackNames } from "../contract/names";
import { PORTS } from "../contract/ports";
import { type Image, imageReference, IMAGES } from "../contract/images";
import type { Settings } from "../settings/schema/settings";
import { unprivilegedContainer, unprivilegedPod } from "./pods/security";
import { httpProbe } from "./pods/probes";
import { serviceAccountWithoutToken } from "./serviceAccount";

interface DemoContainer {
  readonly image: Image;
  readonly userId: number;
  readonly port: number;
  /** Replaces the image's own command, where that is not an entry point that takes arguments. */
  readonly command?: string[];
  readonly args?: string[];
  readonly env?: { readonly name: string; readonly value: string }[];
  readonly probe: ReturnType<typeof httpProbe> | ReturnType<typeof connectionProbe>;
}

/** HotROD's image has no user of its own, so any will do. */
const NOBODY = 65_534;
/** `app`, the user of podinfo's image. */
const PODINFO_USER = 100;
const PROBE_TIMING = { periodSeconds: 10, failureThreshold: 3 };
/** HotROD's services call each other, which stays within the pod. */
const LOOPBACK = "127.0.0.1";

/**
 * The objects of a demo application.
 *
 * @param sidecars whether pods get a collector of their own, to which they then send
 * @param names names of the stack. Default: `stackNames()`
 */
export function demoManifests(
  name: typeof NAMES.hotrod | typeof NAMES.metricsDemo,
  sidecars = false,
  { agent, namespaces }: Pick<StackNames, "agent" | "namespaces"> = stackNames(),
) {
  const container = name === NAMES.hotrod ? hotrod(sidecars, agent) : podinfo();
  const metadata = { name, namespace: namespaces.demo, labels: labels(name) };
  return {
    serviceAccount: serviceAccountWithoutToken(metadata),
    deployment: {
      apiVersion: "apps/v1" as const,
      kind: "Deployment" as const,
      // Where the stack gives sidecars, what sends spans has one.
      metadata:
        name === NAMES.hotrod ? { ...metadata, annotations: { [INJECT_SIDECAR_ANNOTATION]: "true" } } : metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels(name) },
        template: {
          metadata: { labels: labels(name), annotations: scrapeAnnotations(container.port) },
          spec: {
            ...unprivilegedPod(container.userId),
            serviceAccountName: name,
            terminationGracePeriodSeconds: 10,
            containers: [demoContainer(name, container)],
          },
        },
      },
    },
    service: {
      apiVersion: "v1" as const,
      kind: "Service" as const,
      metadata,
      spec: {
        type: "ClusterIP",
        selector: labels(name),
        ports: [{ name: "http", port: container.port, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
      },
    },
  };
}

export type DemoManifests = ReturnType<typeof demoManifests>;

/** The demo applications that the settings ask for. */
export function demoApplications(
  { hotrod: traces, metrics }: Settings["demo"],
  sidecars = false,
  names: StackNames = stackNames(),
): DemoManifests[] {
  return [
    ...(traces ? [demoManifests(NAMES.hotrod, sidecars, names)] : []),
    ...(metrics ? [demoManifests(NAMES.metricsDemo, false, names)] : []),
  ];
}

function demoContainer(name: string, { image, port, command, args, env, probe }: DemoContainer) {
  return {
    name,
    image: imageReference(image),
    ...(command && { command }),
    ...(args && { args }),
    ...(env && { env }),
    ports: [{ name: "http", containerPort: port, protocol: "TCP" }],
    readinessProbe: probe,
    livenessProbe: probe,
    resources: { requests: { cpu: "20m", memory: "48Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
    securityContext: unprivilegedContainer(),
  };
}

/** Four services in one process. Each request to `/dispatch` is a trace through all of them. */
function hotrod(sidecars: boolean, agent: StackNames["agent"]): DemoContainer {
  return {
    image: IMAGES.hotrod,
    userId: NOBODY,
    port: PORTS.hotrod,
    args: [
      "all",
      `--frontend-service-port=${PORTS.hotrod}`,
      ...["customer", "driver", "route"].map((service) => `--${service}-service-hostname=${LOOPBACK}`),
    ],
    // A sidecar sets it to itself where nothing is set.
    ...(!sidecars && {
      env: [
        {
          name: "OTEL_EXPORTER_OTLP_ENDPOINT",
          value: `http://${serviceHost(agent.service, agent.namespace)}:${PORTS.otlpHttp}`,
        },
      ],
    }),
    // Not over HTTP: every request is traced, and the probes' would bury all others.
    probe: connectionProbe("http"),
  };
}

/** A web application whose requests are counted and timed; its probes alone make some. */
function podinfo(): DemoContainer {
  return {
    image: IMAGES.podinfo,
    userId: PODINFO_USER,
    port: PORTS.metricsDemo,
    command: ["./podinfo", `--port=${PORTS.metricsDemo}`, "--level=warn"],
    probe: httpProbe("http", "/healthz", PROBE_TIMING),
  };
}

/** A probe that only opens a connection. */
function connectionProbe(port: string) {
  return { tcpSocket: { port }, timeoutSeconds: 5, ...PROBE_TIMING };
}
