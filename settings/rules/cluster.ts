/** Rules about the cluster. */
import type { Problem } from "../problems";
import { rangesOverlap } from "./ranges";
import { key, type Rule } from "./rule";

const nodesInOrder: Rule = {
  reads: ["cluster.nodePool.minNodes", "cluster.nodePool.maxNodes"],
  check: ({ cluster }) =>
    cluster?.kind === "gke" && cluster.nodePool.minNodes > cluster.nodePool.maxNodes
      ? [
          {
            path: key("cluster.nodePool.minNodes"),
            value: cluster.nodePool.minNodes,
            rule: `must not exceed ${key("cluster.nodePool.maxNodes")}, which is ${cluster.nodePool.maxNodes}`,
            fix: `Lower ${key("cluster.nodePool.minNodes")} or raise ${key("cluster.nodePool.maxNodes")}.`,
          },
        ]
      : [],
};

const RANGES = ["nodesCidr", "podsCidr", "servicesCidr"] as const;

const rangesAreApart: Rule = {
  reads: RANGES.map((name) => `cluster.${name}`),
  check: ({ cluster }) => {
    if (cluster?.kind !== "gke") return [];
    return RANGES.flatMap((name, index) =>
      RANGES.slice(0, index)
        .filter((other) => rangesOverlap(cluster[name], cluster[other]))
        .map((other): Problem => ({
          path: key(`cluster.${name}`),
          value: cluster[name],
          rule: `must not overlap ${key(`cluster.${other}`)}, which is ${cluster[other]}`,
          fix: `Choose ranges that lie apart, such as 10.0.0.0/20 for nodes, 10.4.0.0/14 for pods, 10.8.0.0/20 for Services.`,
        })),
    );
  },
};

const controlPlaneIsNotOpen: Rule = {
  reads: ["cluster.authorizedNetworks"],
  check: ({ cluster }) =>
    (cluster?.kind === "gke" ? cluster.authorizedNetworks : []).flatMap(({ cidr }, index) =>
      cidr.endsWith("/0")
        ? [
            {
              path: key(`cluster.authorizedNetworks[${index}].cidr`),
              value: cidr,
              rule: "must not be the whole internet: it would open the control plane to everybody",
              fix: "Name the ranges that need it, or none: the DNS endpoint is there for everybody whom IAM lets in.",
            },
          ]
        : [],
    ),
};

export const CLUSTER_RULES: readonly Rule[] = [nodesInOrder, rangesAreApart, controlPlaneIsNotOpen];
