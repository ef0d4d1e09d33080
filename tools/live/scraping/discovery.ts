/** What Prometheus' discovery makes of Kubernetes objects: the targets of a pod, and of a Service's EndpointSlice. */
import { at, listAt, type Manifest, objectAt, textAt } from "../../../policy/evidence/reading";
import type { Labels } from "./relabel";

const META = "__meta_kubernetes";

const sanitised = (name: string) => name.replace(/[^a-zA-Z0-9_]/g, "_");

/** Labels of the namespace, which a discovery with `attach_metadata` adds to its pods' targets. */
export function namespaceLabels(namespace: unknown): Labels {
  return metadataLabels(namespace, "namespace");
}

/** Name, labels and annotations of an object. */
function metadataLabels(object: unknown, role: string): Labels {
  const texts = (key: "labels" | "annotations", kind: string) =>
    Object.entries(objectAt(object, "metadata", key)).flatMap(([name, value]) => [
      [`${META}_${role}_${kind}_${sanitised(name)}`, String(value)],
      [`${META}_${role}_${kind}present_${sanitised(name)}`, "true"],
    ]);
  return {
    [`${META}_${role}_name`]: textAt(object, "metadata", "name"),
    ...(Object.fromEntries([...texts("labels", "label"), ...texts("annotations", "annotation")]) as Labels),
  };
}

function podLabels(pod: Manifest): Labels {
  const ready = listAt(pod, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
  const controller = listAt(pod, "metadata", "ownerReferences").find((owner) => at(owner, "controller") === true);
  return {
    ...metadataLabels(pod, "pod"),
    [`${META}_pod_ip`]: textAt(pod, "status", "podIP"),
    [`${META}_pod_ready`]: (textAt(ready, "status") || "unknown").toLowerCase(),
    [`${META}_pod_phase`]: textAt(pod, "status", "phase"),
    [`${META}_pod_node_name`]: textAt(pod, "spec", "nodeName"),
    [`${META}_pod_host_ip`]: textAt(pod, "status", "hostIP"),
    [`${META}_pod_uid`]: textAt(pod, "metadata", "uid"),
    [`${META}_pod_controller_kind`]: textAt(controller, "kind"),
    [`${META}_pod_controller_name`]: textAt(controller, "name"),
  };
}

const hostOf = (address: string) => (address.includes(":") ? `[${address}]` : address);

/** A container of a pod with one of its ports; without a port where it declares none. */
interface ContainerPort {
  readonly container: unknown;
  readonly isInit: boolean;
  readonly port?: unknown;
}

function containerPorts(pod: Manifest): ContainerPort[] {
  const of = (key: string, isInit: boolean) =>
    listAt(pod, "spec", key).flatMap((container): ContainerPort[] => {
      const ports = listAt(container, "ports");
      return ports.length === 0 ? [{ container, isInit }] : ports.map((port) => ({ container, isInit, port }));
    });
  return [...of("containers", false), ...of("initContainers", true)];
}

function containerLabels({ container, isInit, port }: ContainerPort): Labels {
  return {
    [`${META}_pod_container_name`]: textAt(container, "name"),
    [`${META}_pod_container_image`]: textAt(container, "image"),
    [`${META}_pod_container_init`]: String(isInit),
    ...(port !== undefined && {
      [`${META}_pod_container_port_number`]: textAt(port, "containerPort"),
      [`${META}_pod_container_port_name`]: textAt(port, "name"),
      [`${META}_pod_container_port_protocol`]: textAt(port, "protocol"),
    }),
  };
}

function containerId(pod: Manifest, { container, isInit }: ContainerPort): string {
  const statuses = listAt(pod, "status", isInit ? "initContainerStatuses" : "containerStatuses");
  return textAt(
    statuses.find((status) => textAt(status, "name") === textAt(container, "name")),
    "containerID",
  );
}

/** The targets of role `pod`: one for each declared port of a container, one without a port if there is none. */
export function podTargets(pod: Manifest): Labels[] {
  const ip = textAt(pod, "status", "podIP");
  if (ip === "") return [];
  return containerPorts(pod).map((one) => ({
    ...podLabels(pod),
    [`${META}_namespace`]: textAt(pod, "metadata", "namespace"),
    __address__: one.port === undefined ? ip : `${hostOf(ip)}:${textAt(one.port, "containerPort")}`,
    ...containerLabels(one),
    [`${META}_pod_container_id`]: containerId(pod, one),
  }));
}

function endpointLabels(endpoint: unknown, address: string, port: unknown): Labels {
  const number = textAt(port, "port");
  const prefix = `${META}_endpointslice`;
  const condition = (name: string) => {
    const value = at(endpoint, "conditions", name);
    return typeof value === "boolean" ? { [`${prefix}_endpoint_conditions_${name}`]: String(value) } : {};
  };
  return {
    __address__: number === "" ? address : `${hostOf(address)}:${number}`,
    [`${prefix}_port`]: number,
    [`${prefix}_port_name`]: textAt(port, "name"),
    [`${prefix}_port_protocol`]: textAt(port, "protocol"),
    [`${prefix}_port_app_protocol`]: textAt(port, "appProtocol"),
    ...condition("ready"),
    ...condition("serving"),
    ...condition("terminating"),
    [`${prefix}_address_target_kind`]: textAt(endpoint, "targetRef", "kind"),
    [`${prefix}_address_target_name`]: textAt(endpoint, "targetRef", "name"),
    [`${prefix}_endpoint_node_name`]: textAt(endpoint, "nodeName"),
    [`${prefix}_endpoint_zone`]: textAt(endpoint, "zone"),
  };
}

const isOf = (endpoint: unknown, pod: Manifest) =>
  textAt(endpoint, "targetRef", "kind") === "Pod" &&
  textAt(endpoint, "targetRef", "name") === textAt(pod, "metadata", "name");

/** The targets of role `endpointslice` that are about a pod: its endpoints, and the declared ports that no endpoint has. */
export function endpointSliceTargets(slice: Manifest, service: Manifest | undefined, pod: Manifest): Labels[] {
  const endpoints = listAt(slice, "endpoints").filter((endpoint) => isOf(endpoint, pod));
  const ip = textAt(pod, "status", "podIP");
  if (endpoints.length === 0 || ip === "") return [];
  const common = {
    [`${META}_namespace`]: textAt(slice, "metadata", "namespace"),
    [`${META}_endpointslice_address_type`]: textAt(slice, "addressType"),
    ...metadataLabels(slice, "endpointslice"),
    ...(service && metadataLabels(service, "service")),
    ...podLabels(pod),
  };
  const declared = containerPorts(pod).filter(({ port }) => port !== undefined);
  const ports = listAt(slice, "ports");
  const seen = new Set(ports.map((port) => textAt(port, "port")));
  const ofEndpoints = endpoints.flatMap((endpoint) =>
    ports.flatMap((port) =>
      listAt(endpoint, "addresses").map((address) => {
        const same = declared.filter((one) => textAt(one.port, "containerPort") === textAt(port, "port")).at(-1);
        const container = same ? containerLabels(same) : {};
        return { ...common, ...endpointLabels(endpoint, String(address), port), ...container };
      }),
    ),
  );
  const others = declared.filter(({ port }) => !seen.has(textAt(port, "containerPort")));
  return [
    ...ofEndpoints,
    ...others.map((one) => ({
      ...common,
      __address__: `${hostOf(ip)}:${textAt(one.port, "containerPort")}`,
      ...containerLabels(one),
    })),
  ];
}
