/** Says what is missing, before any test fails for want of it. */
import { missingRequirements } from "./requirements";

export async function mochaGlobalSetup(): Promise<void> {
  const missing = await missingRequirements();
  if (missing.length === 0) return;
  const lines = ["The GKE tests did not run. They need:", ...missing.map((line) => `- ${line}`), ""];
  process.stderr.write(lines.join("\n"));
  process.exit(1);
}
