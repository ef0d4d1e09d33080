/** The wiring of a stack's cluster. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { GkeCluster } from "../components/cluster/GkeCluster";
import { type Image, IMAGES, mirrored, OTHER_IMAGES } from "../contract/images";
import { clusterFacts } from "../facts/cluster";
import { hasSameNodeTraffic, SAME_NODE_TRAFFIC } from "../gke/version";
import type { StackInput } from "../settings/load/load";
import { PROJECT, type Settings } from "../settings/schema/settings";

/** A cluster and the provider for its objects. */
export interface Cluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig?: pulumi.Output<string>;
  /** Registry and path of the repository that the stack creates. */
  readonly imageRepository?: pulumi.Output<string>;
}

/** Third-party images: all except a collector image of the settings, which the project's own attestors can attest. */
function exemptImages({ collectorImage, images }: Settings): Image[] {
  const thirdParty = [...(collectorImage ? [] : [IMAGES.collector]), ...OTHER_IMAGES];
  return thirdParty.map((image) => mirrored(image, images.registry));
}

/** The kubeconfig of a cluster that is new enough for the settings, so that nothing is created in one that is not. */
export function usableKubeconfig(
  { kubeconfig, kubernetesVersion }: Pick<GkeCluster, "kubeconfig" | "kubernetesVersion">,
  { agent }: { readonly agent: Pick<Settings["agent"], "locality"> },
): pulumi.Output<string> {
  if (agent.locality !== "prefer") return kubeconfig;
  return pulumi.all([kubeconfig, kubernetesVersion]).apply(([text, version]) => {
    if (hasSameNodeTraffic(version)) return text;
    const path = `${PROJECT}:agent.locality`;
    const { major, minor } = SAME_NODE_TRAFFIC;
    throw new pulumi.RunError(
      `${path} is prefer, but needs Kubernetes ${major}.${minor} or newer, and the cluster has ${version}. Set ${path}: require, or upgrade the cluster's control plane.`,
    );
  });
}

/** The cluster, created or existing, and the provider through which all of its objects are created. */
export function deployCluster({ settings, kubeconfig: existing }: StackInput): Cluster {
  const { environment } = settings;
  const { labels } = settings.metadata;
  const { gke: made, context } = clusterFacts(settings.cluster);
  const gke =
    made && new GkeCluster("cluster", { settings: made, environment, labels, exemptImages: exemptImages(settings) });
  const kubeconfig = gke ? usableKubeconfig(gke, settings) : existing;
  const provider = new k8s.Provider(
    "cluster",
    {
      ...(kubeconfig && { kubeconfig }),
      ...(context !== undefined && { context }),
      // ConfigMaps and Secrets are updated in place. While one is replaced, pods that mount it could not start.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    },
    // Pods need nodes, and have to be deleted before them.
    gke ? { dependsOn: gke.nodePool } : {},
  );
  const imageRepository = gke?.imageRepository;
  return { provider, ...(kubeconfig && { kubeconfig }), ...(imageRepository && { imageRepository }) };
}
