/**
 * Another program that deploys a trace pipeline, and nothing else of the stack: in place of a gateway it has a ConfigMap.
 *
 * CLAIM_KUBECONFIG names a kubeconfig with which it claims the lease. Default: the one with which it deploys.
 */
import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { TracePipeline } from "../../components/traces/TracePipeline";
import { pipelineHolder } from "../../lease/holder";
import { claimText, claimTracePipeline } from "../../lease/tracePipeline";

const kubeconfigOf = (file: string | undefined) => pulumi.secret(readFileSync(file ?? "", "utf8"));

async function deploy(): Promise<{ tracePipeline: string }> {
  const stack = pulumi.getStack();
  const { name, configMapName } = pipelineHolder(pulumi.getOrganization(), pulumi.getProject(), stack);
  const kubeconfig = kubeconfigOf(process.env["KUBECONFIG"]);
  const provider = new k8s.Provider("cluster", { kubeconfig });
  const options = { providers: { kubernetes: provider } };
  const pipeline = new TracePipeline("trace-pipeline", { holder: name, configMapName }, options);
  const claim = await claimTracePipeline({
    holder: name,
    configMapName: pipeline.configMapName,
    configMapUid: pipeline.configMapUid,
    kubeconfig: process.env["CLAIM_KUBECONFIG"] ? kubeconfigOf(process.env["CLAIM_KUBECONFIG"]) : kubeconfig,
  });
  const metadata = { name: `trace-gateway-of-${stack}`, namespace: "default" };
  if (claim.state === "Active") new k8s.core.v1.ConfigMap("gateway", { metadata }, { provider, dependsOn: pipeline });
  return { tracePipeline: claimText(claim) };
}

export = deploy();
