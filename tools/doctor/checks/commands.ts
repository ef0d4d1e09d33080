/** Commands that findings tell a person to type. */
import type { Expected } from "../source";

/** The update that makes the stack's objects anew. */
export function applyText({ plan }: Expected): string {
  return plan ? `npm run up -- --stack ${plan.planned.stack}` : "npm run up";
}

const inAgents = ({ names }: Expected) => `kubectl --namespace ${names.agent.namespace}`;

export function describe(expected: Expected, kind: string, name: string): string {
  return `${inAgents(expected)} describe ${kind} ${name}`;
}

/** The log of a container's last run, or of the one that runs. */
export function logs(expected: Expected, pod: string, container: string, which: "current" | "previous"): string {
  return `${inAgents(expected)} logs ${pod} --container ${container}${which === "previous" ? " --previous" : ""}`;
}
