/** The wiring of a stack's cluster. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { GkeCluster } from "../components/GkeCluster";
import { type Image, IMAGES } from "../contract/images";
import { clusterFacts } from "../facts/cluster";
import type { StackInput } from "../settings/load/load";
import type { Settings } from "../settings/schema/settings";

/** A cluster and the way into it. */
export interface Cluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig?: pulumi.Output<string>;
}

/** Images that others publish: all but a collector of one's own, for which one's own attestors can vouch. */
function exemptImages({ collectorImage }: Settings): Image[] {
  const { collector, ...others } = IMAGES;
  return [...(collectorImage ? [] : [collector]), ...Object.values(others)];
}

/** The cluster, made or found, and the one provider through which everything is placed in it. */
export function deployCluster({ settings, kubeconfig: existing }: StackInput): Cluster {
  const { environment } = settings;
  const { gke: made, context } = clusterFacts(settings.cluster);
  const gke = made && new GkeCluster("cluster", { settings: made, environment, exemptImages: exemptImages(settings) });
  const kubeconfig = gke?.kubeconfig ?? existing;
  const provider = new k8s.Provider(
    "cluster",
    {
      ...(kubeconfig && { kubeconfig }),
      ...(context !== undefined && { context }),
      // What changed is updated. Replacing it would leave pods that start meanwhile without one.
      enableConfigMapMutable: true,
      enableSecretMutable: true,
    },
    // Pods need nodes, and have to be gone before their nodes go.
    gke ? { dependsOn: gke.nodePool } : {},
  );
  return { provider, ...(kubeconfig && { kubeconfig }) };
}
