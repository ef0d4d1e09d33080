/** The configuration with which a service mesh sends spans to the agents. */
import * as k8s from "@pulumi/kubernetes";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { stackNames } from "../../contract/names";
import type { StackInput } from "../../settings/load/load";
import { istioManifest } from "../../workloads/istio";

export function deployMesh({ settings }: StackInput, options: CustomResourceOptions): void {
  if (settings.mesh === "istio")
    new k8s.core.v1.ConfigMap("istio-tracing", istioManifest(stackNames(settings.namespaces).agent), options);
}
