/** Adds a collector as a sidecar to Deployments with an annotation. */
import * as pulumi from "@pulumi/pulumi";
import { type SidecarOptions, type SidecarPodSpec, withAgentSidecar } from "../../collector/sidecar/sidecar";
import { INJECT_SIDECAR_ANNOTATION } from "../../contract/annotations";

interface DeploymentMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
}

interface DeploymentSpec {
  readonly template: { readonly spec: SidecarPodSpec };
}

const asksForIt = (metadata: DeploymentMetadata | undefined) =>
  metadata?.annotations?.[INJECT_SIDECAR_ANNOTATION] === "true";

function hasNoAnnotation(metadata: pulumi.Input<DeploymentMetadata> | undefined): boolean {
  if (metadata === undefined) return true;
  return !pulumi.Output.isInstance(metadata) && !(metadata instanceof Promise) && metadata.annotations === undefined;
}

function withSidecar(spec: DeploymentSpec, options: SidecarOptions): DeploymentSpec {
  return { ...spec, template: { ...spec.template, spec: withAgentSidecar(spec.template.spec, options) } };
}

/**
 * A transformation for the `transformations` of a resource, a component or a whole stack.
 *
 * It changes a Deployment before the engine registers it. With a webhook or a later patch, running pods would have to
 * be replaced.
 *
 * @example new MyService("shop", args, { transformations: [sidecarTransformation({ image: IMAGES.collector })] });
 */
export function sidecarTransformation(options: SidecarOptions): pulumi.ResourceTransformation {
  return ({ type, props, opts }) => {
    if (type !== "kubernetes:apps/v1:Deployment") return undefined;
    const inputs = props as { metadata?: pulumi.Input<DeploymentMetadata>; spec?: pulumi.Input<DeploymentSpec> };
    // A Deployment that is known to have no annotation is not changed.
    if (inputs.spec === undefined || hasNoAnnotation(inputs.metadata)) return undefined;
    const spec = pulumi
      .all([inputs.metadata, inputs.spec])
      .apply(([metadata, known]) => (asksForIt(metadata) ? withSidecar(known, options) : known));
    return { props: { ...inputs, spec }, opts };
  };
}
