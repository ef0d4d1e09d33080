/** Takes the images of every pod of a component or a stack from another registry. */
import * as pulumi from "@pulumi/pulumi";
import type { ChartValues } from "../../collector/common/chartValues";
import { mirroredReference } from "../../contract/images";
import { WORKLOAD_KINDS } from "../../workloads/ownMetadata";

interface Container {
  readonly image: string;
}

interface Containers {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

type ChartPod = Containers & ChartValues;

interface WorkloadInputs {
  readonly spec: pulumi.Input<{ readonly template: { readonly spec: Containers } }>;
}

/**
 * A transformation for the `transformations` of a resource, a component or a whole stack. The chart's own image is in
 * its values already.
 *
 * @param registry host of the registry, and a path where it has one
 */
export function imageMirrorTransformation(registry: string): pulumi.ResourceTransformation {
  const fromMirror = (containers: readonly Container[] | undefined) =>
    containers?.map((one) => ({ ...one, image: mirroredReference(one.image, registry) }));
  const mirroredPod = <Pod extends Containers>(pod: Pod): Pod => ({
    ...pod,
    ...(pod.containers && { containers: fromMirror(pod.containers) }),
    ...(pod.initContainers && { initContainers: fromMirror(pod.initContainers) }),
  });
  return ({ type, props, opts }) => {
    // Charts, and the components that show what their charts get.
    const { values, canaryValues } = props as Readonly<Record<"values" | "canaryValues", ChartPod | undefined>>;
    if (values !== undefined) {
      const ofCanary = canaryValues && { canaryValues: mirroredPod(canaryValues) };
      return { props: { ...props, values: mirroredPod(values), ...ofCanary }, opts };
    }
    if (!type.startsWith("kubernetes:") || !WORKLOAD_KINDS.some((kind) => type.endsWith(`:${kind}`))) return undefined;
    const { spec, ...rest } = props as WorkloadInputs;
    const changed =
      pulumi.Output.isInstance(spec) || spec instanceof Promise ? pulumi.output(spec).apply(withPod) : withPod(spec);
    return { props: { ...rest, spec: changed }, opts };
  };

  function withPod<Spec extends { readonly template: { readonly spec: Containers } }>(spec: Spec): Spec {
    return { ...spec, template: { ...spec.template, spec: mirroredPod(spec.template.spec) } };
  }
}
