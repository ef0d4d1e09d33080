/** What a pod's process finds around it: environment and volumes, read from the API server as the kubelet reads them. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { KubernetesApi } from "./kubernetes";
import { type Container, expandVariables, fieldValue, type PodFields, type Volume } from "./pods";

interface KeyedData {
  readonly data?: Readonly<Record<string, string>>;
}

/** A folder or file of the machine that stands at `mountPath` in the pod. */
export interface Mount {
  readonly source: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

async function keyedData(api: KubernetesApi, { pod }: PodFields, kind: "configmaps" | "secrets", name: string) {
  const { data = {} } = await api.get<KeyedData>(`/api/v1/namespaces/${pod.metadata.namespace!}/${kind}/${name}`);
  if (kind === "configmaps") return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}

function selected(data: Readonly<Record<string, string>>, items?: readonly { key: string; path: string }[]) {
  if (!items) return data;
  return Object.fromEntries(
    items.map(({ key, path }) => {
      const value = data[key];
      if (value === undefined) throw new Error(`a volume asks for the key ${key}, which is not there`);
      return [path, value];
    }),
  );
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Link, within a volume, to the folder that has its files. */
const CURRENT = "..data";

/**
 * Fills a volume as the kubelet does: files in a folder of their own, a link to that, and links through it. With the one
 * link every file changes at once, and the folder before it goes.
 */
export function publishFiles(folder: string, files: Readonly<Record<string, string>>): void {
  const next = mkdtempSync(join(folder, "..data-"));
  chmodSync(next, 0o755);
  writeFiles(next, files);
  const link = join(folder, "..data_tmp");
  symlinkSync(basename(next), link);
  const before = currentFolder(folder);
  renameSync(link, join(folder, CURRENT));
  if (before) rmSync(join(folder, before), { recursive: true });
  else for (const name of Object.keys(files)) symlinkSync(join(CURRENT, name), join(folder, name));
}

function currentFolder(folder: string): string | undefined {
  try {
    return readlinkSync(join(folder, CURRENT));
  } catch {
    return undefined;
  }
}

/** A token of the pod's service account, bound to the pod, as the kubelet asks for it. */
async function serviceAccountToken(
  api: KubernetesApi,
  { pod }: PodFields,
  expirationSeconds = 3607,
  audience?: string,
) {
  const path = `/api/v1/namespaces/${pod.metadata.namespace!}/serviceaccounts/${pod.spec.serviceAccountName!}/token`;
  const { body } = await api.request<{ status: { token: string } }>("POST", path, {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {
      expirationSeconds,
      ...(audience && { audiences: [audience] }),
      boundObjectRef: { apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid },
    },
  });
  return body.status.token;
}

async function projectedFiles(api: KubernetesApi, fields: PodFields, { sources }: NonNullable<Volume["projected"]>) {
  const files: Record<string, string> = {};
  for (const { serviceAccountToken: token, configMap, downwardAPI } of sources) {
    if (token) files[token.path] = await serviceAccountToken(api, fields, token.expirationSeconds, token.audience);
    if (configMap) {
      Object.assign(files, selected(await keyedData(api, fields, "configmaps", configMap.name), configMap.items));
    }
    for (const { path, fieldRef } of downwardAPI?.items ?? []) {
      if (fieldRef) files[path] = fieldValue(fields, fieldRef.fieldPath);
    }
  }
  return files;
}

/** Fills `folder` with the volume's content and returns the folder of the machine that is the volume. */
async function prepareVolume(api: KubernetesApi, fields: PodFields, volume: Volume, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  // What the kubelet makes where it is missing stays within the run.
  if (volume.hostPath) return volume.hostPath.type === "DirectoryOrCreate" ? folder : volume.hostPath.path;
  if (volume.emptyDir || volume.persistentVolumeClaim) chmodSync(folder, 0o777);
  else if (volume.configMap) {
    const { name, items } = volume.configMap;
    writeFiles(folder, selected(await keyedData(api, fields, "configmaps", name), items));
  } else if (volume.secret) {
    const { secretName, items } = volume.secret;
    publishFiles(folder, selected(await keyedData(api, fields, "secrets", secretName), items));
  } else if (volume.projected) writeFiles(folder, await projectedFiles(api, fields, volume.projected));
  else throw new Error(`volume ${volume.name} is of a kind that these tests do not know`);
  return folder;
}

/** Every mount of the container, with the volumes' content written below `folder`. */
export async function prepareMounts(
  api: KubernetesApi,
  fields: PodFields,
  container: Container,
  folder: string,
): Promise<Mount[]> {
  const sources = new Map<string, string>();
  for (const volume of fields.pod.spec.volumes ?? []) {
    sources.set(volume.name, await prepareVolume(api, fields, volume, join(folder, volume.name)));
  }
  const volumes = (container.volumeMounts ?? []).map(({ name, mountPath, subPath = "", readOnly = false }) => {
    const source = sources.get(name);
    if (!source) throw new Error(`pod ${fields.pod.metadata.name} mounts ${name}, which is not among its volumes`);
    return { source: join(source, subPath), mountPath, readOnly };
  });
  return [...volumes, { source: podMemory(folder), mountPath: "/dev/shm", readOnly: false }];
}

/** What the containers of a pod share without a volume. */
function podMemory(folder: string): string {
  const memory = join(folder, "pod-memory");
  mkdirSync(memory, { recursive: true });
  chmodSync(memory, 0o777);
  return memory;
}

/** Brings every volume of a pod that holds a Secret up to date, as the kubelet does within a minute or two. */
export async function updateSecretVolumes(api: KubernetesApi, fields: PodFields, folder: string): Promise<void> {
  for (const volume of fields.pod.spec.volumes ?? [])
    if (volume.secret) await prepareVolume(api, fields, volume, join(folder, volume.name));
}

/** The container's environment: its own variables, and where the API server is. */
export async function podEnvironment(
  api: KubernetesApi,
  fields: PodFields,
  container: Container,
): Promise<Record<string, string>> {
  const { hostname, port } = api.access.server;
  const environment: Record<string, string> = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port || "443",
  };
  for (const { secretRef } of container.envFrom ?? []) {
    if (secretRef) Object.assign(environment, await keyedData(api, fields, "secrets", secretRef.name));
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (value !== undefined) environment[name] = expandVariables(value, environment);
    else if (valueFrom?.fieldRef) environment[name] = fieldValue(fields, valueFrom.fieldRef.fieldPath);
    else if (valueFrom?.secretKeyRef) {
      const { name: secret, key } = valueFrom.secretKeyRef;
      environment[name] = (await keyedData(api, fields, "secrets", secret))[key] ?? "";
    } else if (valueFrom?.configMapKeyRef) {
      const { name: configMap, key } = valueFrom.configMapKeyRef;
      environment[name] = (await keyedData(api, fields, "configmaps", configMap))[key] ?? "";
    } else throw new Error(`environment variable ${name} is of a kind that these tests do not know`);
  }
  return environment;
}
