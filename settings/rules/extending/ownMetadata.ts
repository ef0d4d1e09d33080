/** Rules about labels, annotations and pull secrets of one's own. */
import type { Problem } from "../../problems";
import { IMAGE_PULL_SECRET, key, type Rule } from "../rule";

/** Domains whose keys mean something to Kubernetes, to a cloud, or to this program. */
const RESERVED_DOMAINS = [
  "kubernetes.io",
  "k8s.io",
  "helm.sh",
  "pulumi.com",
  "prometheus.io",
  "gke.io",
  "google.com",
  "amazonaws.com",
  "azure.workload.identity",
  "gke-telemetry",
];

/** Labels without a domain by which the stack's Services, policies and workloads select pods. */
const SELECTING = ["component"];

function isReserved(name: string): boolean {
  const [prefix, rest] = name.split("/");
  if (rest === undefined) return SELECTING.includes(name);
  return RESERVED_DOMAINS.some((domain) => prefix === domain || prefix?.endsWith(`.${domain}`));
}

const keysAreFree: Rule = {
  reads: ["metadata.labels", "metadata.annotations"],
  check: ({ metadata }) =>
    (["labels", "annotations"] as const).flatMap((place) =>
      Object.entries(metadata?.[place] ?? {})
        .filter(([name]) => isReserved(name))
        .map(([name, value]): Problem => ({
          path: key(`metadata.${place}.${name}`),
          value,
          rule: "must not be a key by which Kubernetes, a cloud or the stack itself acts",
          fix: "Choose a key without a domain, such as cost-center, or with a domain of your own, such as example.com/owner.",
        })),
    ),
};

const pullCredentialsAreWhole: Rule = {
  reads: [],
  check: ({ credentials }) => {
    const found = credentials[IMAGE_PULL_SECRET];
    return found === undefined || found.hidden === true || found.names?.includes("auths")
      ? []
      : [
          {
            path: key(IMAGE_PULL_SECRET),
            rule: 'must be the content of a Docker configuration file, which has "auths" with a user and a password for each registry',
            fix: `Make one without a credential helper, such as with "crane auth login" and an empty DOCKER_CONFIG folder, then: pulumi config set --secret ${key(IMAGE_PULL_SECRET)} < config.json.`,
          },
        ];
  },
};

const pullSecretsDiffer: Rule = {
  reads: ["imagePullSecrets"],
  check: ({ imagePullSecrets = [] }) =>
    imagePullSecrets
      .map((name, index) => ({ name, index }))
      .filter(({ name, index }) => imagePullSecrets.indexOf(name) < index)
      .map(({ name, index }) => ({
        path: key(`imagePullSecrets[${index}]`),
        value: name,
        rule: "is named twice",
        fix: "Remove it.",
      })),
};

export const OWN_METADATA_RULES: readonly Rule[] = [keysAreFree, pullCredentialsAreWhole, pullSecretsDiffer];
