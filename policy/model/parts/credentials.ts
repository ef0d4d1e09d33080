/** Passwords, keys and certificates, by type and logical name. */
import { at } from "../../evidence/reading";
import { allOf, demand, items, listOf, numberIn, positive, type Shape } from "../../evidence/shape";
import { TEAM } from "../common";
import { entry, type Entry } from "../model";

const PASSWORD: Shape = { length: numberIn(24), "special?": false, "lower?": true, "upper?": true, "numeric?": true };
const KEY: Shape = { algorithm: "ECDSA", ecdsaCurve: /P256|P384|P521/ };
const YEARS = 365 * 24;
const GENERATION = "(-\\d+)?";

/** Authorities, whose keys sign and serve nothing. */
const AUTHORITY = new RegExp(`(prometheus-credentials-)?authority${GENERATION}|span-agents${GENERATION}`);
const PROMETHEUS = new RegExp(`prometheus-credentials-prometheus${GENERATION}`);
const LOG_STORE = new RegExp(`log-store-credentials-server${GENERATION}`);
const ALERTMANAGER = new RegExp(`alertmanager-credentials-alertmanager${GENERATION}`);
/** Servers and clients of spans. */
const COLLECTOR = `trace-gateway|trace-sampler|jaeger-${TEAM}`;
const SPAN_SERVER = new RegExp(`span-tls-(${COLLECTOR})-server${GENERATION}`);
const SPAN_CLIENT = new RegExp(`span-tls-(agents|trace-gateway|trace-sampler)-client${GENERATION}`);

const request = (name: RegExp, dnsNames: Shape): Shape => ({
  dnsNames,
  privateKeyPem: /[^]+/,
  subject: { commonName: name },
});

/** A certificate that no update renews in time ends what it secures, and one that each renews restarts its servers. */
const RENEWED = demand(
  "has to be renewed before its end, and not by every update",
  (value) => Number(at(value, "earlyRenewalHours") ?? 0) < Number(at(value, "validityPeriodHours")),
);

/** A certificate of two years, which is good for one use and signs nothing. */
const signed = (use: "server_auth" | "client_auth"): Shape =>
  allOf(
    {
      allowedUses: items(["digital_signature", use]),
      caCertPem: /[^]+/,
      caPrivateKeyPem: /[^]+/,
      certRequestPem: /[^]+/,
      earlyRenewalHours: numberIn(30 * 24),
      validityPeriodHours: numberIn(90 * 24, 2 * YEARS),
    },
    RENEWED,
  );

const any = (...forms: readonly RegExp[]) => new RegExp(forms.map(({ source }) => `(?:${source})`).join("|"));

export const CREDENTIALS: readonly Entry[] = [
  entry("random:index/randomPassword:RandomPassword", new RegExp(`grafana-admin-password${GENERATION}`), PASSWORD),
  entry(
    "random:index/randomPassword:RandomPassword",
    /log-store-credentials-password(-\d+)?|prometheus-credentials-((agent|gateway|scraper|grafana|operator|probe)-\d+|probe)-password/,
    PASSWORD,
  ),
  entry(
    "random:index/randomPassword:RandomPassword",
    /alertmanager-credentials-((prometheus|probe)-\d+|probe)-password/,
    PASSWORD,
  ),
  entry(
    "tls:index/privateKey:PrivateKey",
    any(AUTHORITY, PROMETHEUS, ALERTMANAGER, LOG_STORE, SPAN_SERVER, SPAN_CLIENT),
    KEY,
  ),
  entry(
    "tls:index/certRequest:CertRequest",
    PROMETHEUS,
    request(/prometheus/, listOf(/prometheus(\.monitoring(\.svc(\.cluster\.local)?)?)?|localhost/, 1)),
  ),
  entry(
    "tls:index/certRequest:CertRequest",
    LOG_STORE,
    request(/victoria-logs/, listOf(/victoria-logs(\.monitoring(\.svc(\.cluster\.local)?)?)?|localhost/, 1)),
  ),
  entry(
    "tls:index/certRequest:CertRequest",
    ALERTMANAGER,
    request(/alertmanager/, listOf(/alertmanager(\.monitoring(\.svc(\.cluster\.local)?)?)?|localhost/, 1)),
  ),
  ...[
    ["trace-gateway", "trace-gateway(-headless)?"],
    ["trace-sampler", "trace-sampler"],
    [`jaeger-${TEAM}`, `jaeger-${TEAM}`],
  ].map(([server = "", hosts = ""]) =>
    entry(
      "tls:index/certRequest:CertRequest",
      new RegExp(`span-tls-${server}-server${GENERATION}`),
      request(new RegExp(server), listOf(new RegExp(`(${hosts})\\.tracing\\.svc\\.cluster\\.local`), 1)),
    ),
  ),
  entry("tls:index/certRequest:CertRequest", SPAN_CLIENT, request(/agents|trace-gateway|trace-sampler/, [])),
  entry(
    "tls:index/locallySignedCert:LocallySignedCert",
    any(PROMETHEUS, ALERTMANAGER, LOG_STORE, SPAN_SERVER),
    signed("server_auth"),
  ),
  entry("tls:index/locallySignedCert:LocallySignedCert", SPAN_CLIENT, signed("client_auth")),
  entry(
    "tls:index/selfSignedCert:SelfSignedCert",
    AUTHORITY,
    allOf(
      {
        allowedUses: items(["cert_signing", "crl_signing"]),
        "earlyRenewalHours?": positive,
        isCaCertificate: true,
        privateKeyPem: /[^]+/,
        setSubjectKeyId: true,
        subject: { commonName: /gke-telemetry( agents)?( \d+)?/ },
        validityPeriodHours: numberIn(2 * YEARS, 20 * YEARS),
      },
      RENEWED,
    ),
  ),
];
