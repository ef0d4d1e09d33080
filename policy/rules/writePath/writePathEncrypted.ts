import { destinationsOf, isEncrypted, isInCluster } from "../../evidence/collector";
import { collectorPolicy } from "../../rule";

/** Samples and credentials that leave the cluster cross foreign networks. */
export const writePathEncrypted = collectorPolicy(
  {
    name: "write-path-encrypted",
    description: "Exporters that send outside the cluster use TLS and verify the server's certificate.",
  },
  (configuration) =>
    destinationsOf(configuration)
      .filter(({ host }) => !isInCluster(host))
      .filter((destination) => !isEncrypted(destination))
      .map(
        ({ exporter, host }) =>
          `exporter ${exporter} sends to ${host} without TLS, or without verifying the server's certificate.`,
      ),
);
