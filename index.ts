/** The Pulumi program, which deploys a telemetry stack from its settings. */
import { claimTracePipeline } from "./lease/tracePipeline";
import { loadStackInput } from "./settings/load/load";
import { deployStack } from "./stack/stack";

export = deployStack(loadStackInput(), claimTracePipeline);
