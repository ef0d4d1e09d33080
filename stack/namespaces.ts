/** The stack's namespaces, and the network policies of everything in them. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { applicationPorts } from "../collector/agent/config";
import { Namespaces } from "../components/cluster/Namespaces";
import { NetworkPolicies } from "../components/cluster/NetworkPolicies";
import type { StackInput } from "../settings/load/load";
import { namespaceManifests } from "../workloads/namespaces";
import { networkPolicies } from "../workloads/network/policies";

/**
 * Depends on the configured traces, not on the active ones: namespaces exist before the lease is claimed, and a
 * pipeline that loses the lease does not delete a namespace with objects of others.
 */
export function deployNamespaces(
  { settings, imagePullCredentials }: StackInput,
  options: ComponentResourceOptions,
): Namespaces {
  const namespaces = namespaceManifests(settings, settings.namespaces);
  return new Namespaces("namespaces", { namespaces, ...(imagePullCredentials && { imagePullCredentials }) }, options);
}

/** Depends on the configured traces too: the policies have to exist before a gateway becomes active. */
export function deployNetworkPolicies({ settings }: StackInput, options: ComponentResourceOptions): NetworkPolicies {
  const { created } = namespaceManifests(settings, settings.namespaces);
  const namespaces = Object.values(created).map(({ metadata }) => metadata.name);
  const manifests = networkPolicies(settings, namespaces, applicationPorts(settings.tracing?.protocols ?? []));
  return new NetworkPolicies("network-policies", { manifests }, options);
}
