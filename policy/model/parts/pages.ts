/** Ways into the cluster: the pages of Grafana and of Jaegers, by an Ingress or a Gateway. */
import { textAt } from "../../evidence/reading";
import {
  allOf,
  anything,
  type Check,
  demand,
  listOf,
  mapOf,
  oneOf,
  problemsOf,
  type Shape,
} from "../../evidence/shape";
import { HOST_NAME, labelled, objectShape, secret, TEAM } from "../common";
import { entry, type Entry } from "../model";

/** What turns plain HTTP off. */
const TLS_ONLY: Readonly<Record<string, string>> = {
  "kubernetes.io/ingress.allow-http": "false",
  "nginx.ingress.kubernetes.io/force-ssl-redirect": "true",
};

/** Annotations that undo neither TLS nor a login. Add one in one line. */
const ANNOTATION = new RegExp(
  [
    "(beta\\.)?cloud\\.google\\.com/(backend-config|neg)",
    "networking\\.gke\\.io/(managed-certificates|certmap|v1beta1\\.FrontendConfig|pre-shared-certs)",
    "ingress\\.gcp\\.kubernetes\\.io/pre-shared-cert",
    "kubernetes\\.io/ingress\\.(class|allow-http|global-static-ip-name|regional-static-ip-name)",
    "cert-manager\\.io/[a-z-]+",
    "external-dns\\.alpha\\.kubernetes\\.io/[a-z-]+",
    "nginx\\.ingress\\.kubernetes\\.io/(force-ssl-redirect|ssl-redirect|auth-[a-z-]+|whitelist-source-range|proxy-[a-z-]+)",
    "traefik\\.ingress\\.kubernetes\\.io/router\\.[a-z.]+",
    "haproxy\\.org/auth-[a-z]+",
  ].join("|"),
);

const isOff = demand("have to turn plain HTTP off", (value) =>
  Object.entries(TLS_ONLY).every(([key, wanted]) => (value as Record<string, unknown>)[key] === wanted),
);

/** A certificate of the cluster for every host, or one of Google's. */
const isServedByTls = demand("has to have a certificate for every host", (value) => {
  const { metadata, spec } = value as {
    metadata: { annotations: Record<string, string> };
    spec: { tls?: { hosts?: string[] }[]; rules?: { host?: string }[] };
  };
  const secured = (spec.tls ?? []).flatMap(({ hosts = [] }) => hosts);
  const isGoogles = Object.keys(metadata.annotations).some((key) => /managed-certificates|pre-shared-cert/.test(key));
  return (spec.rules ?? []).every(({ host }) => host !== undefined && (isGoogles || secured.includes(host)));
});

interface Page {
  readonly namespace: string;
  readonly labels: (name: string) => Record<string, Shape>;
  readonly port: string;
  readonly number: number;
}

/** The objects of a page, all of which have its name. */
const OBJECTS: Readonly<
  Record<string, (name: string, page: Page) => readonly [apiVersion: string, fields: Record<string, Shape>]>
> = {
  Ingress: (name, { port }) => [
    "networking.k8s.io/v1",
    {
      spec: {
        "ingressClassName?": HOST_NAME,
        "tls?": listOf({ hosts: listOf(HOST_NAME, 1), secretName: HOST_NAME }, 1),
        rules: listOf(
          {
            host: HOST_NAME,
            http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: port } } } }] },
          },
          1,
        ),
      },
    },
  ],
  BackendConfig: (_, { number }) => [
    "cloud.google.com/v1",
    {
      spec: {
        healthCheck: { type: "HTTP", requestPath: /\/[\w/-]*/, port: number },
        "iap?": { enabled: true, "oauthclientCredentials?": { secretName: /[a-z0-9-]+-iap/ } },
      },
    },
  ],
  ManagedCertificate: () => ["networking.gke.io/v1", { spec: { domains: listOf(HOST_NAME, 1) } }],
  Gateway: () => [
    "gateway.networking.k8s.io/v1",
    {
      spec: {
        gatewayClassName: HOST_NAME,
        listeners: [
          {
            name: "https",
            protocol: "HTTPS",
            port: 443,
            hostname: HOST_NAME,
            "tls?": { mode: "Terminate", "certificateRefs?": anything, "options?": anything },
            allowedRoutes: { namespaces: { from: "Same" }, kinds: [{ kind: "HTTPRoute" }] },
          },
        ],
        "addresses?": listOf({ type: "NamedAddress", value: HOST_NAME }),
      },
    },
  ],
  HTTPRoute: (name, { number }) => [
    "gateway.networking.k8s.io/v1",
    {
      spec: {
        parentRefs: [{ name, sectionName: "https" }],
        hostnames: listOf(HOST_NAME, 1),
        rules: [{ backendRefs: [{ name, port: number }] }],
      },
    },
  ],
  HealthCheckPolicy: (name) => [
    "networking.gke.io/v1",
    { spec: { default: anything, targetRef: { "group?": "", kind: "Service", name } } },
  ],
  GCPBackendPolicy: (name) => [
    "networking.gke.io/v1",
    {
      spec: {
        default: { iap: { enabled: true, "clientID?": /.+/, "oauth2ClientSecret?": { name: /[a-z0-9-]+-iap/ } } },
        targetRef: { "group?": "", kind: "Service", name },
      },
    },
  ],
};

export const PAGE_KINDS = Object.keys(OBJECTS);

const annotationsOf = (kind: string): Shape =>
  kind === "Ingress" ? allOf(mapOf(ANNOTATION, /[^]*/), isOff) : mapOf(ANNOTATION, /[^]*/);

function entriesOfPage(form: RegExp, page: Page): Entry[] {
  const byName =
    (build: (name: string) => Shape): Check =>
    (value, path) =>
      problemsOf(value, build(textAt(value, "metadata", "name")), path);
  return [
    ...Object.entries(OBJECTS).map(([kind, object]) =>
      entry(
        kind,
        form,
        byName((name) => {
          const [apiVersion, fields] = object(name, page);
          const metadata = {
            name,
            namespace: page.namespace,
            labels: page.labels(name),
            annotations: annotationsOf(kind),
          };
          const shape = objectShape(apiVersion, kind, metadata, fields);
          return kind === "Ingress" ? allOf(shape, isServedByTls) : shape;
        }),
      ),
    ),
    entry(
      "Secret",
      new RegExp(`(?:${form.source})-iap`),
      byName((name) =>
        secret(name, page.namespace, page.labels(name.replace(/-iap$/, "")), ["client_secret"], ["client_id"]),
      ),
    ),
  ];
}

/** What GKE's controller reads of the Service of a page. */
export const SERVICE_ANNOTATIONS: Shape = oneOf(
  {},
  { "cloud.google.com/backend-config?": /\{"default":"[a-z0-9-]+"\}/, "cloud.google.com/neg?": '{"ingress":true}' },
);

export const PAGES: readonly Entry[] = [
  ...entriesOfPage(/grafana/, {
    namespace: "monitoring",
    labels: () => labelled("grafana"),
    port: "http",
    number: 3000,
  }),
  ...entriesOfPage(new RegExp(`jaeger-${TEAM}`), {
    namespace: "tracing",
    labels: (name) => labelled("jaeger", { "app.kubernetes.io/instance": name }),
    port: "query",
    number: 16686,
  }),
];
