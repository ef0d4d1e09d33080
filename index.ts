/** The Pulumi program: settings in, a telemetry stack out. */
import { claimTracePipeline } from "./lease/tracePipeline";
import { loadStackInput } from "./settings/load/load";
import { deployStack } from "./stack/stack";

export = deployStack(loadStackInput(), claimTracePipeline);
