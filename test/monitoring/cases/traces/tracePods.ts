/** Pods of the trace path, and what their exporters count. */
import { CLUSTER, type Labels, sample } from "../model";

function tracingPod(name: string, job: string): Labels {
  return {
    ...CLUSTER,
    k8s_node_name: "node-a",
    k8s_namespace_name: "tracing",
    k8s_pod_name: name,
    job,
    instance: "10.0.0.9:8888",
  };
}

export const GATEWAY = tracingPod("trace-gateway-7d9f-x", "opentelemetry-collector");
export const SAMPLER = tracingPod("trace-sampler-0", "opentelemetry-collector");
export const JAEGER = tracingPod("jaeger-payments-0", "jaeger");

export const pod = (name: string): Labels => ({ ...CLUSTER, k8s_namespace_name: "tracing", k8s_pod_name: name });
export const GATEWAY_POD = pod("trace-gateway-7d9f-x");
export const JAEGER_POD = pod("jaeger-payments-0");

export const TEAM = { exporter: "otlp_grpc/payments" };
export const STORAGE = { exporter: "jaeger_storage_exporter" };

export const exported = (metric: string, labels: Labels): string => sample(`otelcol_exporter_${metric}`, labels);
export const SEND_FAILED = "send_failed_spans_total";
