/** Adds labels, annotations and pull secrets to every Kubernetes object of a component or a stack. */
import * as pulumi from "@pulumi/pulumi";
import type { ChartValues } from "../../collector/common/chartValues";
import { withOwnMetadata } from "../../collector/common/ownValues";
import type { OwnMetadata } from "../../contract/types";
import { withOwn, withOwnPods, WORKLOAD_KINDS } from "../../workloads/ownMetadata";

const CHART = "kubernetes:helm.sh/v4:Chart";

/** The value with a change, now or when it is known. */
function changed<Value>(value: pulumi.Input<Value>, change: (known: Value) => Value): pulumi.Input<Value> {
  return pulumi.Output.isInstance(value) || value instanceof Promise
    ? pulumi.output(value).apply((known) => change(known as Value))
    : change(value);
}

interface ObjectInputs {
  readonly kind?: string;
  readonly metadata?: pulumi.Input<Parameters<typeof withOwn>[0]>;
  readonly spec?: pulumi.Input<Parameters<typeof withOwnPods>[0]>;
}

function objectInputs(inputs: ObjectInputs, type: string, own: OwnMetadata): ObjectInputs {
  const isWorkload = WORKLOAD_KINDS.some((kind) => type.endsWith(`:${kind}`));
  return {
    ...inputs,
    metadata: changed(inputs.metadata ?? {}, (metadata) => withOwn(metadata, own)),
    ...(isWorkload && inputs.spec !== undefined && { spec: changed(inputs.spec, (spec) => withOwnPods(spec, own)) }),
  };
}

/**
 * A transformation for the `transformations` of a resource, a component or a whole stack. The collector's chart gets
 * what is added by its values. Patches are left alone: they are about somebody else's objects.
 *
 * @example new Grafana("grafana", args, { transformations: [ownMetadataTransformation({ labels, annotations, imagePullSecrets })] });
 */
export function ownMetadataTransformation(own: OwnMetadata): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    if (!type.startsWith("kubernetes:") || type.endsWith("Patch")) return undefined;
    if (type === CHART) {
      const chart = props as { readonly values: ChartValues };
      return { props: { ...chart, values: withOwnMetadata(chart.values, own) }, opts };
    }
    return { props: objectInputs(props, type, own), opts };
  };
}
