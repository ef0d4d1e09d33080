/** The policy pack: `pulumi preview --policy-pack policy`. */
import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { EXEMPTIONS } from "./exemptions";
import { configurationOf } from "./levels";
import { enginePoliciesOn } from "./policies";

const today = new Date().toISOString().slice(0, 10);

new PolicyPack("gke-telemetry", { policies: enginePoliciesOn(today, EXEMPTIONS) }, configurationOf(pulumi.getStack()));
