/** Pods of the trace path, each as a process: a team's Jaeger, a gateway, HotROD. */
import { join } from "node:path";
import { demoManifests } from "../../../workloads/demo";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import type { JaegerInput } from "../../../workloads/jaeger/input";
import { namespaceManifests } from "../../../workloads/namespaces";
import { unprivilegedContainer, unprivilegedPod } from "../../../workloads/pods/security";
import type { CollectorConfig } from "../../../collector/common/model";
import { EXPORTERS_FOLDER, exportersSecret } from "../../../contract/collector/own";
import { SPAN_TLS_FOLDER } from "../../../contract/credentials/spanTls";
import type { SpanTlsFiles } from "../../harness/credentials/spanTls";
import { certificatesSecret, NAMES, NAMESPACES } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { imageReference, IMAGES } from "../../../contract/images";
import { environment, onStop } from "../environment";
import { certificatesObject } from "../stack/credentials";
import { JaegerApi } from "../../programs/jaegerApi";
import { runPod, volumesFolder } from "../cluster/kubelet";
import { updateSecretVolumes } from "../cluster/podFiles";
import type { KubernetesObject } from "../cluster/kubernetes";
import { nextPodAddress, nodeAddress } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import type { Workload } from "../cluster/pods";
import type { ManagedProcess } from "../../programs/processes";
import { podOf } from "../cluster/workloads";

const NODE = "acceptance-1";

export interface RunningTracingPod {
  readonly podIP: string;
  /** The process that runs now. */
  readonly process: () => ManagedProcess;
  /** Ends the process, politely or at once, and starts it again on the volumes that it had. */
  readonly restart: (how: "SIGTERM" | "SIGKILL") => Promise<void>;
  /** Changes Secrets, and brings the pod's volumes up to date as the kubelet does some time later. */
  readonly changeSecrets: (secrets: readonly KubernetesObject[]) => Promise<void>;
  /** Ends it and deletes its pod, so that another case can have one of this name. */
  readonly remove: () => Promise<void>;
}

export interface RunningJaeger extends RunningTracingPod {
  /** Name of its workload. */
  readonly name: string;
  /** Gives it the certificates of another generation. */
  readonly showCertificates: (tls: SpanTlsFiles) => Promise<void>;
  readonly api: JaegerApi;
  /** Base URL at which it takes spans by OTLP over HTTPS. */
  readonly otlpUrl: string;
  /** Its own metrics, as the agents scrape them. */
  readonly metrics: () => Promise<string>;
}

/** The namespaces of traces and of demo applications, as a stack that has both creates them. */
const NAMESPACE_OBJECTS = Object.values(
  namespaceManifests({
    agent: { hostNetwork: false, queueVolume: "emptyDir" },
    metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 200 },
    objects: { enabled: false },
    nodeExporter: { enabled: false, hostNetwork: false, nodeSelector: {} },
    grafana: { enabled: false },
    tracing: {},
    demo: { hotrod: true, metrics: false },
  }).created,
).filter(({ metadata }) => metadata.name === NAMESPACES.tracing || metadata.name === NAMESPACES.demo);

/** Puts the objects on the API server, runs a pod of the workload among them, and removes all at the end of the run. */
async function start(
  objects: readonly KubernetesObject[],
  workload: Workload,
  hosts: Readonly<Record<string, string>> = {},
): Promise<RunningTracingPod> {
  const { server, programs, folder, logs } = environment();
  await applyObjects(server, NAMESPACE_OBJECTS);
  onStop(() => removeObjects(server, objects));
  await applyObjects(server, objects);
  const { body: pod } = await server.api.create(podOf(workload, `${workload.metadata.name}-0`, NODE));
  onStop(() => server.api.delete(pod));

  const context = { api: server.api, programs, folder: join(folder, "tracing"), logs, hosts };
  const fields = { pod, podIP: nextPodAddress(NODE), hostIP: nodeAddress(NODE) };
  let running = (await runPod(context, fields)).process;
  onStop(() => running.stop());
  return {
    podIP: fields.podIP,
    process: () => running,
    changeSecrets: async (secrets) => {
      for (const secret of secrets) await server.api.apply(secret);
      await updateSecretVolumes(server.api, fields, volumesFolder(context, pod));
    },
    restart: async (how) => {
      if (how === "SIGKILL") running.kill();
      await running.stop(60);
      running = (await runPod(context, fields)).process;
    },
    remove: async () => {
      await running.stop(60);
      await server.api.delete(pod);
    },
  };
}

const certificates = (workload: string, files: SpanTlsFiles[string] | undefined) =>
  certificatesObject(workload, NAMESPACES.tracing, files);

/**
 * Runs a Jaeger of its own for the caller.
 *
 * @param tls certificates of the trace pipeline that it is part of
 */
export async function startJaeger(input: JaegerInput, tls: SpanTlsFiles): Promise<RunningJaeger> {
  const { serviceAccount, configMap, persistentVolumeClaim, statefulSet, service, headlessService, networkPolicy } =
    jaegerManifests(input);
  const volumes = persistentVolumeClaim === undefined ? [] : [persistentVolumeClaim];
  const { name } = statefulSet.metadata;
  const objects = [
    certificates(name, tls[name]),
    serviceAccount,
    configMap,
    ...volumes,
    networkPolicy,
    headlessService,
    statefulSet,
    service,
  ];
  const running = await start(objects, statefulSet);
  const at = (port: number) => `http://${running.podIP}:${port}`;
  return {
    ...running,
    name,
    showCertificates: (next) => running.changeSecrets([certificates(name, next[name])]),
    api: new JaegerApi(at(PORTS.jaegerQuery)),
    otlpUrl: `https://${running.podIP}:${PORTS.otlpHttp}`,
    metrics: async () => (await fetch(`${at(PORTS.jaegerMetrics)}/metrics`)).text(),
  };
}

/**
 * Runs a gateway's configuration in a pod without the chart.
 *
 * @param hosts addresses by host name, for what it sends to.
 * @param exporterSecrets credentials for further destinations, by the names of their exporters. Default: none
 */
export async function startGateway(
  config: CollectorConfig,
  tls: SpanTlsFiles,
  hosts: Readonly<Record<string, string>>,
  exporterSecrets: Readonly<Record<string, string>> = {},
): Promise<RunningTracingPod> {
  const metadata = { name: "acceptance-gateway", namespace: NAMESPACES.tracing };
  const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "relay.yaml": JSON.stringify(config) } };
  const exporters = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...metadata, name: exportersSecret(metadata.name) },
    stringData: exporterSecrets,
  };
  const labels = { "app.kubernetes.io/name": metadata.name };
  const container = {
    name: "collector",
    image: imageReference(IMAGES.collector),
    args: ["--config=/conf/relay.yaml"],
    env: [{ name: "MY_POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }],
    ports: [{ name: "health", containerPort: PORTS.health }],
    readinessProbe: { httpGet: { port: "health", path: "/" } },
    securityContext: unprivilegedContainer(),
    volumeMounts: [
      { name: "config", mountPath: "/conf", readOnly: true },
      { name: "span-tls", mountPath: SPAN_TLS_FOLDER, readOnly: true },
      { name: "exporters", mountPath: EXPORTERS_FOLDER, readOnly: true },
    ],
  };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...unprivilegedPod(10_001),
          containers: [container],
          volumes: [
            { name: "config", configMap: { name: metadata.name } },
            { name: "span-tls", secret: { secretName: certificatesSecret(metadata.name) } },
            { name: "exporters", secret: { secretName: exporters.metadata.name } },
          ],
        },
      },
    },
  };
  const secret = certificates(metadata.name, tls[NAMES.traceGateway]);
  return start([configMap, secret, exporters, deployment], deployment, hosts);
}

/** Runs HotROD; `agent` is the address of what stands behind the name of the agents' Service. */
export async function startHotrod(agentHost: string, agent: string): Promise<RunningTracingPod> {
  const { serviceAccount, deployment, service } = demoManifests(NAMES.hotrod);
  return start([serviceAccount, deployment, service], deployment, { [agentHost]: agent });
}
