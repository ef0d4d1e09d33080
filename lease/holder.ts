/** Names of a trace pipeline in the Lease that it holds. */
import { createHash } from "node:crypto";

export interface PipelineHolder {
  /** `project/stack`, with the organization before it where the state's backend has organizations. */
  readonly name: string;
  /** Name of the pipeline's ConfigMap: at most 64 characters, unique for each holder. */
  readonly configMapName: string;
}

/** The engine's organization where its backend has no organizations. */
const NO_ORGANIZATION = "organization";

const LONGEST_READABLE_PART = 40;

/**
 * The holder for a Pulumi stack. An existing ConfigMap keeps its name when one of these is renamed (TracePipeline).
 *
 * Names of stacks and projects may have characters that Kubernetes does not allow in names. So the ConfigMap's name has
 * them in a readable form, and a digest that keeps names apart which that form makes equal.
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
