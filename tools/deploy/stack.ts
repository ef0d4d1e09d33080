/** The stack as the real engine has it. */
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { tell } from "../progress";
import { backendVariables } from "./backend";

/**
 * Selects a stack of this project in the user's backend or in the project's own.
 *
 * @param which whether the stack has to exist, or is created if it is new
 * @throws CommandError of the Automation API; StackNotFoundError for a stack that has to exist
 */
export async function selectStack(stackName: string, which: "existing" | "any"): Promise<Stack> {
  tell(`Asking the engine about stack ${stackName}`);
  const workDir = process.cwd();
  const workspace = await LocalWorkspace.create({ workDir });
  const { secretsProvider } = await workspace.stackSettings(stackName);
  const envVars = backendVariables(process.env, secretsProvider);
  const args = { stackName, workDir };
  return which === "existing"
    ? LocalWorkspace.selectStack(args, { envVars })
    : LocalWorkspace.createOrSelectStack(args, { envVars });
}
