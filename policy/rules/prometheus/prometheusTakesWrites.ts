import { collectorConfigOf, destinationsOf } from "../../evidence/collector";
import { argumentsOf } from "../../evidence/prometheus";
import { stackPolicy } from "../../rule";
import { workloadsAt } from "../../evidence/services";

/** The argument that enables Prometheus' receiver at a path. */
const SWITCHES: Readonly<Record<string, string>> = {
  "/api/v1/write": "--web.enable-remote-write-receiver",
  "/api/v1/otlp": "--web.enable-otlp-receiver",
};

/** Without the receiver Prometheus answers 404, after which agents do not retry: every sample is lost. */
export const prometheusTakesWrites = stackPolicy(
  {
    name: "prometheus-takes-writes",
    description: "Prometheus has the receiver enabled that the stack's agents write to.",
  },
  (resources) => {
    const configurations = resources.flatMap(({ manifests }) =>
      manifests.flatMap((item) => collectorConfigOf(item) ?? []),
    );
    const problems = configurations.flatMap(destinationsOf).flatMap(({ url, host }) => {
      const needed = Object.entries(SWITCHES).find(([path]) =>
        new URL(url, "http://host").pathname.startsWith(path),
      )?.[1];
      if (needed === undefined) return [];
      return workloadsAt(host, resources)
        .filter(({ manifest }) => !argumentsOf(manifest).includes(needed))
        .map(({ urn }) => ({ message: `agents write to this Prometheus, but it runs without ${needed}.`, urn }));
    });
    // The plan has an agent as values and as children: the same finding is reported once.
    return [...new Map(problems.map((problem) => [problem.urn + problem.message, problem])).values()];
  },
);
