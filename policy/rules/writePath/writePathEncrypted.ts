import { destinationsOf, isEncrypted, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** Samples and credentials that leave the cluster pass networks of others. */
export const writePathEncrypted = collectorPolicy(
  {
    name: "write-path-encrypted",
    description: "What leaves the cluster is encrypted, and the receiver's certificate checked.",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host }) => !isInCluster(host))
      .filter((destination) => !isEncrypted(destination))
      .map(
        ({ exporter, host }) =>
          `exporter ${exporter} sends to ${host} without TLS, or without checking its certificate.`,
      ),
);
