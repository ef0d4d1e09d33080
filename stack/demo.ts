/** The demo applications. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { sidecarTransformation } from "../components/common/sidecarTransform";
import { DemoApplications } from "../components/DemoApplications";
import type { Image } from "../contract/images";
import { stackNames } from "../contract/names";
import type { StackInput } from "../settings/load/load";
import type { TracingSettings } from "../settings/schema/tracing";
import { demoApplications } from "../workloads/demo";

export interface DemoDependencies {
  /** Settings of the traces whose pipeline is the cluster's active one: without it a sidecar has nowhere to send to. */
  readonly activeTracing: TracingSettings | undefined;
  readonly collectorImage: Image;
}

export function deployDemo(
  { settings }: StackInput,
  { activeTracing, collectorImage }: DemoDependencies,
  options: ComponentResourceOptions,
): void {
  const names = stackNames(settings.namespaces);
  const sidecars = activeTracing?.sidecars ?? false;
  const applications = demoApplications(settings.demo, sidecars, names);
  if (applications.length === 0) return;
  const transformations = sidecars ? [sidecarTransformation({ image: collectorImage, names })] : [];
  new DemoApplications(
    "demo",
    { applications },
    { ...options, transformations: [...(options.transformations ?? []), ...transformations] },
  );
}
