/** The stack as the real engine has it. */
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { backendVariables } from "./backend";

/**
 * Selects a stack of this project in the user's backend or in the project's own, and creates it if it is new.
 *
 * @throws CommandError of the Automation API
 */
export async function selectStack(stackName: string): Promise<Stack> {
  const workDir = process.cwd();
  const workspace = await LocalWorkspace.create({ workDir });
  const { secretsProvider } = await workspace.stackSettings(stackName);
  const envVars = backendVariables(process.env, secretsProvider);
  return LocalWorkspace.createOrSelectStack({ stackName, workDir }, { envVars });
}
