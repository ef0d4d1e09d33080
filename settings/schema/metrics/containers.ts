/** The settings of the metrics of containers. */
import { z } from "zod";

/** The section `containers`. */
export const containers = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Scrape the kubelet of each node: CPU, memory, network and disk of every container, and the kubelet's own metrics. On by default, because nothing else knows what a container uses; the plan says what it costs.",
    ),
  verifyKubelet: z
    .boolean()
    .default(true)
    .describe(
      "Verify the kubelet's certificate: signed by the cluster's authority, for the node's address. False where kubelets sign their own, as in clusters of kind and of kubeadm without `serverTLSBootstrap`: whoever answers at port 10250 of the node then receives the agent's token.",
    ),
});

export type ContainersSettings = z.output<typeof containers>;
