/** The stack's namespaces, and the network policies of everything in them. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { applicationPorts } from "../collector/agent/config";
import { Namespaces } from "../components/Namespaces";
import { NetworkPolicies } from "../components/NetworkPolicies";
import type { StackInput } from "../settings/load/load";
import { namespaceManifests } from "../workloads/namespaces";
import { networkPolicies } from "../workloads/network/policies";

/**
 * Follows the configured traces, not the active ones: both are there before the lease is asked for, and a pipeline that
 * loses the lease takes no namespace, with everything that others put into it, away.
 */
export function deployNamespaces({ settings }: StackInput, options: ComponentResourceOptions): Namespaces {
  return new Namespaces("namespaces", { manifests: namespaceManifests(settings) }, options);
}

/** Follows the configured traces too: a gateway that becomes active must find its policies in place. */
export function deployNetworkPolicies({ settings }: StackInput, options: ComponentResourceOptions): void {
  const namespaces = namespaceManifests(settings).map(({ metadata }) => metadata.name);
  const manifests = networkPolicies(settings, namespaces, applicationPorts(settings.tracing?.protocols ?? []));
  new NetworkPolicies("network-policies", { manifests }, options);
}
