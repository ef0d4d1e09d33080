/** The Pulumi program, which deploys a telemetry stack from its settings. */
import * as pulumi from "@pulumi/pulumi";
import { claimTracePipeline } from "./lease/tracePipeline";
import { loadStackInput } from "./settings/load/load";
import { stackFileHere } from "./settings/load/stackFile";
import { deployStack } from "./stack/stack";

export = deployStack(loadStackInput(stackFileHere(pulumi.getStack())), claimTracePipeline);
