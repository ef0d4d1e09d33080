/** Credentials where everyone reads them, and weak ones. */
import { AGENT, CONFIG, CONTAINER, GATEWAY, GRAFANA, JAEGER, object, POD, PROMETHEUS, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const LITERAL = "aZ8k2LmQ9xT4vB7nR1cY6wE3";
const env = (name: string, value: string): Weakening[1] => set(GRAFANA, `${CONTAINER}/env/+`, { name, value });
/** The variable with the password of Grafana's administrator. */
const ADMIN_PASSWORD = `${CONTAINER}/env/17`;
const KEY = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----\n";
const PASSWORD = "randomPassword:RandomPassword/prometheus-credentials-agent-1-password";
const LEAF = "locallySignedCert:LocallySignedCert/prometheus-credentials-prometheus";
const AUTHORITY = "selfSignedCert:SelfSignedCert/authority";

export const SECRETS: Weakenings = {
  "env-literal": ["whoever reads pods reads the password", env("GF_SECURITY_ADMIN_PASSWORD", LITERAL)],
  "env-literal-instead": [
    "the same instead of the Secret",
    set(GRAFANA, ADMIN_PASSWORD, { name: "GF_SECURITY_ADMIN_PASSWORD", value: LITERAL }),
  ],
  "env-literal-odd": ["the same under a name that says nothing", env("FOO", LITERAL)],
  "env-literal-jaeger": ["the same", set(JAEGER, `${CONTAINER}/env/+`, { name: "API_TOKEN", value: LITERAL })],
  "env-literal-agent": ["the same", set(AGENT, "values/extraEnvs/+", { name: "TOKEN", value: LITERAL })],
  "env-literal-gateway": [
    "the same",
    set(GATEWAY, "values/extraEnvs/+", { name: "HTTPS_PROXY", value: "http://u:p@evil.example" }),
  ],
  "env-other-secret": [
    "a Secret of another part",
    set(GRAFANA, `${CONTAINER}/env/+`, {
      name: "X",
      valueFrom: { secretKeyRef: { name: "prometheus-web", key: "tls.key" } },
    }),
  ],
  "env-other-key": ["another key of the Secret", set(GRAFANA, `${ADMIN_PASSWORD}/valueFrom/secretKeyRef/key`, "user")],
  "env-optional-secret": [
    "without the Secret, Grafana's password is its default",
    set(GRAFANA, `${ADMIN_PASSWORD}/valueFrom/secretKeyRef/optional`, true),
  ],
  "env-removed": ["Grafana's default password is admin", set(GRAFANA, ADMIN_PASSWORD, undefined)],
  "env-from": [
    "every key of a Secret",
    set(GRAFANA, `${CONTAINER}/envFrom`, [{ secretRef: { name: "grafana-admin" } }]),
  ],
  "env-from-prometheus": [
    "the same",
    set(PROMETHEUS, `${CONTAINER}/envFrom`, [{ secretRef: { name: "prometheus-web" } }]),
  ],
  "env-preload": [
    "a library that sees everything",
    set(PROMETHEUS, `${CONTAINER}/env`, [{ name: "LD_PRELOAD", value: "/prometheus/x.so" }]),
  ],
  "arg-literal": ["whoever reads pods reads the token", set(JAEGER, `${CONTAINER}/args/+`, `--token=${LITERAL}`)],
  "arg-literal-agent": ["the same", set(AGENT, "values/command/extraArgs/+", `--set=extensions.x.token=${LITERAL}`)],
  "configmap-password": ["the same of a ConfigMap", set("ConfigMap/metrics-config", "data/password", LITERAL)],
  "configmap-binary": [
    "the same as binary data",
    set("ConfigMap/metrics-config", "binaryData", { password: "aHVudGVyMg==" }),
  ],
  "configmap-key": ["a private key in a ConfigMap", set("ConfigMap/grafana-data-sources", "data/tls.key", KEY)],
  "configmap-key-added": ["the same", object("v1", "ConfigMap", "keys", "monitoring", { data: { "tls.key": KEY } })],
  "configmap-key-rules": ["the same among rules", set("ConfigMap/metrics-rules", "data/tls.key", KEY)],
  "pipeline-map": ["the same in the map of the pipeline", set("ConfigMap/trace-pipeline", "data/token", LITERAL)],
  "dashboard-literal": [
    "a literal in a dashboard",
    text("ConfigMap/grafana-dashboard-gke-telemetry-agents", "agents.json", "links/+", {
      title: "x",
      url: `https://u:${LITERAL}@evil.example/`,
    }),
  ],
  "rule-literal": [
    "a token in an alert",
    text("ConfigMap/metrics-rules", "agent-alerts.yaml", "groups/0/rules/0/annotations/token", LITERAL),
  ],
  "data-source-literal": [
    "a password in Grafana's provisioning",
    text(
      "ConfigMap/grafana-data-sources",
      "data-sources.yaml",
      "datasources/0/secureJsonData/basicAuthPassword",
      LITERAL,
    ),
  ],
  "data-source-user": [
    "a person's user name",
    text("ConfigMap/grafana-data-sources", "data-sources.yaml", "datasources/0/basicAuthUser", "admin"),
  ],
  "secret-not-secret": [
    "a literal: state and logs show it",
    set("Secret/grafana-admin", "stringData/password", LITERAL),
  ],
  "secret-not-secret-data": ["the same as data", set("Secret/agent-credentials", "data", { password: "aHVudGVyMg==" })],
  "secret-further-key": ["a further credential", set("Secret/agent-credentials", "stringData/grafana", "[secret]")],
  "secret-added": [
    "a Secret that no part needs",
    object("v1", "Secret", "x", "monitoring", { type: "Opaque", stringData: { password: LITERAL } }),
  ],
  "secret-moved": ["a copy where other pods are", set("Secret/metrics-web", "metadata/namespace", "default")],
  "secret-reflected": [
    "an operator copies it to other namespaces",
    set("Secret/metrics-web", "metadata/annotations", { "reflector.v1.k8s.emberstack.com/reflection-allowed": "true" }),
  ],
  "annotation-checksum": [
    "a hash of a short password can be guessed",
    set(GRAFANA, "spec/template/metadata/annotations/checksum~1secret", "9f86d081884c7d659a2feaa0c55ad015"),
  ],
  "annotation-literal": ["a credential in an annotation", set(GRAFANA, "metadata/annotations", { password: LITERAL })],
  "label-literal": ["a credential in a label", set(GRAFANA, "metadata/labels/token", LITERAL)],
  "short-password": ["eight characters", set(PASSWORD, "length", 8)],
  "short-password-grafana": ["the same", set("randomPassword:RandomPassword/grafana-admin-password", "length", 6)],
  "digits-password": ["ten characters to choose from", set(PASSWORD, "lower", false)],
  "no-upper": ["fewer characters to choose from", set(PASSWORD, "upper", false)],
  "override-special": ["one character to choose from", set(PASSWORD, "overrideSpecial", "a")],
  "keepers-literal": ["a literal beside the password", set(PASSWORD, "keepers", { password: LITERAL })],
  "weak-key": ["1,024 bits", set("privateKey:PrivateKey/prometheus-credentials-prometheus", "algorithm", "RSA")],
  "weak-key-bits": [
    "1,024 bits",
    (stack) => {
      stack.set("privateKey:PrivateKey/authority", "algorithm", "RSA");
      stack.set("privateKey:PrivateKey/authority", "rsaBits", 1024);
    },
  ],
  "weak-curve": ["a short curve", set("privateKey:PrivateKey/authority", "ecdsaCurve", "P224")],
  "leaf-may-sign": ["the server's key signs further certificates", set(LEAF, "allowedUses/+", "cert_signing")],
  "leaf-is-authority": ["the same", set(LEAF, "isCaCertificate", true)],
  "leaf-client": ["the server passes for a client", set(LEAF, "allowedUses/+", "client_auth")],
  "leaf-for-ever": ["a leaked key serves for 50 years", set(LEAF, "validityPeriodHours", 438_000)],
  "leaf-other-name": [
    "the certificate is good for another host",
    set("certRequest:CertRequest/prometheus-credentials-prometheus", "dnsNames/+", "evil.example.com"),
  ],
  "leaf-wildcard": [
    "and for every host",
    set("certRequest:CertRequest/prometheus-credentials-prometheus", "dnsNames", ["*"]),
  ],
  "authority-serves": ["the authority's key is in a server", set(AUTHORITY, "allowedUses/+", "server_auth")],
  "authority-not": ["a certificate that clients reject", set(AUTHORITY, "isCaCertificate", false)],
  "world-readable": [
    "other users of the pod read the key",
    set(PROMETHEUS, `${POD}/volumes/2/secret/defaultMode`, 0o644),
  ],
  "world-readable-agent": ["the same", set(AGENT, "values/extraVolumes/0/secret/defaultMode", 0o444)],
  "world-readable-unset": ["0644 by default", set(AGENT, "values/extraVolumes/0/secret/defaultMode", undefined)],
  "collector-env-literal": [
    "a literal token in the configuration",
    set(AGENT, `${CONFIG}/extensions/bearertokenauth~1remote_write`, { token: LITERAL }),
  ],
  "collector-file-elsewhere": [
    "credentials from a file of no Secret",
    set(AGENT, `${CONFIG}/extensions/bearertokenauth~1remote_write/filename`, "/var/lib/otelcol/token"),
  ],
};
