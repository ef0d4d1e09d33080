import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { TRACE_PIPELINE_NAMESPACE, labels } from "../../contract/names";
import { formerName } from "../common/formerName";

export interface TracePipelineArgs {
  /** Holder of this pipeline, for messages: `project/stack`. */
  readonly holder: string;
  /** Name with which the ConfigMap that represents the pipeline is created. It is unique for each pipeline. */
  readonly configMapName: string;
}

/**
 * A trace pipeline, active or pending.
 *
 * It has a ConfigMap, which owns the cluster's lease if the pipeline is active. When the ConfigMap is deleted, the
 * lease is deleted too, and another pipeline can become active. Therefore gateway, samplers and Jaegers have to depend
 * on this component, so that they are deleted before the lease.
 */
export class TracePipeline extends pulumi.ComponentResource {
  readonly holder: string;
  /** Name of the ConfigMap: that of the arguments, or an earlier one where the stack was renamed since. */
  readonly configMapName: pulumi.Output<string>;
  /** Known once the ConfigMap exists. No other object ever has it. */
  readonly configMapUid: pulumi.Output<string>;

  constructor(name: string, args: TracePipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gke-telemetry:tracing:TracePipeline", name, {}, opts);
    const { holder, configMapName } = args;
    const configMap = new k8s.core.v1.ConfigMap(
      name,
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: configMapName, namespace: TRACE_PIPELINE_NAMESPACE, labels: labels("trace-pipeline") },
        data: { holder },
      },
      {
        parent: this,
        aliases: formerName(name, "trace-pipeline", "pipeline"),
        // Name and holder come from the names of organization, project and stack. After a rename, a second ConfigMap would
        // find the Lease with the first, and an update that does not hold the Lease deletes gateway and Jaegers.
        ignoreChanges: ["metadata.name", "data"],
      },
    );
    this.holder = holder;
    this.configMapName = configMap.metadata.name;
    this.configMapUid = configMap.metadata.uid;
    this.registerOutputs({ configMapUid: this.configMapUid });
  }
}
