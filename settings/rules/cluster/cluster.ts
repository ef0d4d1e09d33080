/** Rules about the cluster. */
import type { Problem } from "../../problems";
import { rangesOverlap } from "./ranges";
import { key, type Rule } from "../rule";

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
          fix: `Choose ranges that do not overlap, such as 10.0.0.0/20 for nodes, 10.4.0.0/14 for pods and 10.8.0.0/20 for Services.`,
        })),
    );
  },
};

/** Shortest prefix of an authorised network: the largest range that one organisation has. */
const SHORTEST_PREFIX = 8;

const controlPlaneIsNotOpen: Rule = {
  reads: ["cluster.authorizedNetworks"],
  check: ({ cluster }) =>
    (cluster?.kind === "gke" ? cluster.authorizedNetworks : []).flatMap(({ cidr }, index) =>
      Number(cidr.split("/")[1]) < SHORTEST_PREFIX
        ? [
            {
              path: key(`cluster.authorizedNetworks[${index}].cidr`),
              value: cidr,
              rule: `must not be a large part of the internet, which ranges shorter than /${SHORTEST_PREFIX} are: a few of them admit every host to the control plane`,
              fix: "List only the ranges that need access, or none: the DNS endpoint admits every identity that IAM allows.",
            },
          ]
        : [],
    ),
};

export const CLUSTER_RULES: readonly Rule[] = [nodesInOrder, rangesAreApart, controlPlaneIsNotOpen];
