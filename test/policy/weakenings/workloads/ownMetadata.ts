/** Labels, annotations and pull secrets of one object alone, which make somebody act on it. */
import { AGENT, EXPORTER, GRAFANA, JAEGER, PROMETHEUS, SAMPLER, set } from "../draft";
import type { Weakenings } from "../draft";

const POD = "spec/template/metadata";

export const OWN_METADATA: Weakenings = {
  "pod-annotation": [
    "a webhook puts a container into this pod",
    set(GRAFANA, `${POD}/annotations/vault.example.com~1inject`, "true"),
  ],
  "pod-label": ["a webhook acts on pods by label", set(JAEGER, `${POD}/labels/inject.example.com~1agent`, "true")],
  "pod-label-plain": ["a Service of somebody else selects it", set(PROMETHEUS, `${POD}/labels/app`, "shop")],
  "object-annotation": [
    "a controller acts on this object",
    set(EXPORTER, "metadata/annotations/reloader.example.com~1auto", "true"),
  ],
  "identity-annotation": [
    "a cloud gives the account a role",
    set("ServiceAccount/grafana", "metadata/annotations/eks.amazonaws.com~1role-arn", "arn:aws:iam::1:role/admin"),
  ],
  "chart-annotation": [
    "the same by the chart's values",
    set(AGENT, "values/podAnnotations/vault.example.com~1inject", "true"),
  ],
  "chart-account-annotation": [
    "a role by the chart's values",
    set(SAMPLER, "values/serviceAccount/annotations/iam.gke.io~1gcp-service-account", "a@b.iam.gserviceaccount.com"),
  ],
  "chart-service-annotation": [
    "a controller acts on the Service",
    set(SAMPLER, "values/service/annotations/expose.example.com~1public", "true"),
  ],
  "pull-secret": [
    "this pod's image comes with other credentials",
    set(GRAFANA, "spec/template/spec/imagePullSecrets", [{ name: "other" }]),
  ],
  "chart-pull-secret": ["the same by the chart's values", set(AGENT, "values/imagePullSecrets", [{ name: "other" }])],
};
