/** How a trace pipeline is called in the lease that it holds. */
import { createHash } from "node:crypto";

export interface PipelineHolder {
  /** `project/stack`, with the organization before it where the state's backend has organizations. */
  readonly name: string;
  /** Name of the ConfigMap that stands for the pipeline: at most 64 characters, its own for every holder. */
  readonly configMapName: string;
}

/** What the engine says where its backend knows no organizations. */
const NO_ORGANIZATION = "organization";

const LONGEST_READABLE_PART = 40;

/**
 * The holder that a Pulumi stack is.
 *
 * Names of stacks and projects have characters that a Kubernetes object may not have, so the ConfigMap's name has them
 * in a readable form, and a digest that tells apart what became equal by that.
 */
export function pipelineHolder(organization: string, project: string, stack: string): PipelineHolder {
  const name = [...(organization === NO_ORGANIZATION ? [] : [organization]), project, stack].join("/");
  const readable = `${project}-${stack}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_READABLE_PART)
    .replace(/^-+|-+$/g, "");
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return { name, configMapName: ["trace-pipeline", ...(readable === "" ? [] : [readable]), digest].join("-") };
}
