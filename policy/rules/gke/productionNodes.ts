import { NODE_POOL } from "../../evidence/controls";
import { isProduction } from "../../evidence/production";
import { at } from "../../evidence/reading";
import { stackPolicy } from "../../rule";

/** Google takes spot nodes away at any time, and with them the store. */
export const productionNodes = stackPolicy(
  {
    name: "production-nodes",
    description: "In production no node is a spot or preemptible one.",
    configSchema: {
      properties: { environments: { type: "array", items: { type: "string" }, default: ["prod", "production"] } },
    },
  },
  (resources, { environments }) =>
    isProduction(resources, environments as readonly string[])
      ? resources
          .filter(({ type }) => type === NODE_POOL)
          .filter(({ props }) => ["spot", "preemptible"].some((field) => at(props, "nodeConfig", field) === true))
          .map(({ urn }) => ({ message: "its nodes are spot nodes, which Google can take away at any time.", urn }))
      : [],
);
