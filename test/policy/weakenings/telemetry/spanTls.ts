/** Spans in plain text, from anybody, or to anybody. */
import { AGENT, CONFIG, GATEWAY, SAMPLER, set, text } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const at = (chart: string, base: string) => (path: string, value: unknown) =>
  set(chart, `${CONFIG}/${base}${path}`, value);

/** The side that sends, and the side that receives, of each hop. */
const CLIENTS = {
  agent: at(AGENT, "exporters/load_balancing~1gateway/protocol/otlp/tls"),
  gateway: at(GATEWAY, "exporters/load_balancing~1samplers/protocol/otlp/tls"),
  sampler: at(SAMPLER, "exporters/otlp_grpc~1shop/tls"),
} as const;
const SERVERS = {
  gateway: at(GATEWAY, "receivers/otlp/protocols/grpc/tls"),
  sampler: at(SAMPLER, "receivers/otlp/protocols/grpc/tls"),
  jaeger: (path: string, value: unknown) =>
    text("ConfigMap/jaeger-shop", "config.yaml", `receivers/otlp/protocols/grpc/tls${path}`, value),
} as const;

type Side = (path: string, value: unknown) => Weakening[1];

function each(
  sides: Readonly<Record<string, Side>>,
  of: Readonly<Record<string, readonly [string, string, unknown]>>,
): Weakenings {
  return Object.fromEntries(
    Object.entries(sides).flatMap(([name, side]) =>
      Object.entries(of).map(([id, [why, path, value]]) => [`${name}-${id}`, [why, side(path, value)] as const]),
    ),
  );
}

const SERVER_CERTIFICATE = "LocallySignedCert/span-tls-trace-gateway-server";

export const SPAN_TLS: Weakenings = {
  ...each(CLIENTS, {
    "sends-plain": ["spans in plain text", "", { insecure: true }],
    "verifies-nobody": ["any server takes the spans", "/insecure_skip_verify", true],
    "any-authority": ["a server of any public authority", "/ca_file", undefined],
    "other-name": [
      "the certificate of another server",
      "/server_name_override",
      "trace-gateway.shop.svc.cluster.local",
    ],
    "shows-nothing": ["it shows no certificate", "/cert_file", undefined],
    "old-protocol": ["TLS 1.2", "/min_version", "1.2"],
    "never-new": ["a new authority is not read", "/reload_interval", "87600h"],
  }),
  ...each(SERVERS, {
    "takes-plain": ["spans in plain text", "", undefined],
    "admits-anybody": ["no certificate is asked for", "/client_ca_file", undefined],
    "admits-its-own": ["what it shows itself is enough", "/client_ca_file", "/etc/otel/span-tls/server.crt"],
    "old-protocol": ["TLS 1.2", "/min_version", "1.2"],
    "other-key": ["a key from elsewhere", "/key_file", "/tmp/server.key"],
  }),
  "server-of-another": [
    "a sampler's certificate has the gateway's name too",
    set("CertRequest/span-tls-trace-sampler-server", "dnsNames/+", "trace-gateway.tracing.svc.cluster.local"),
  ],
  "server-of-all": ["a certificate for every name", set("CertRequest/span-tls-jaeger-shop-server", "dnsNames", ["*"])],
  "client-as-server": [
    "a client's certificate serves as well",
    set("LocallySignedCert/span-tls-agents-client", "allowedUses", ["client_auth", "server_auth", "digital_signature"]),
  ],
  "client-as-authority": [
    "a client's certificate signs others",
    set("LocallySignedCert/span-tls-agents-client", "isCaCertificate", true),
  ],
  "for-a-century": [
    "a certificate for a century",
    set("LocallySignedCert/span-tls-agents-client", "validityPeriodHours", 876_000),
  ],
  "short-key": [
    "a short key",
    (stack) => {
      const key = "PrivateKey/span-tls-agents-client";
      stack.set(key, "algorithm", "RSA");
      stack.set(key, "rsaBits", 1024);
    },
  ],
  "for-an-hour": ["spans stop in an hour", set(SERVER_CERTIFICATE, "validityPeriodHours", 1)],
  "renewed-by-every-update": ["every update restarts collectors", set(SERVER_CERTIFICATE, "earlyRenewalHours", 99_999)],
  "renewed-too-late": ["spans stop before anybody updates", set(SERVER_CERTIFICATE, "earlyRenewalHours", 1)],
  "authority-for-an-hour": [
    "all certificates end in an hour",
    set("SelfSignedCert/authority", "validityPeriodHours", 1),
  ],
};
