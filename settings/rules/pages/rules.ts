/** Rules about pages that are served outside the cluster. */
import type { Problem } from "../../problems";
import { type IngressSettings, isGoogleClass, pageClass } from "../../schema/ingress";
import { LOGIN_TEXT, OWN_SETTINGS, PLAIN_HTTP, requiresLogin } from "./annotations";
import { IAP_SECRET, key, type PartialSettings, type Rule } from "../rule";

interface Page {
  readonly path: string;
  readonly ingress: IngressSettings;
  /** Whether the page has a login of its own. */
  readonly hasLogin: boolean;
}

/** Every page that a stack serves outside the cluster. */
function pages({ grafana, tracing }: PartialSettings): Page[] {
  const page = (path: string, ingress: IngressSettings | undefined, hasLogin: boolean) =>
    ingress ? [{ path, ingress, hasLogin }] : [];
  return [
    ...page("grafana.ingress", grafana?.ingress, true),
    ...page("tracing.defaultIngress", tracing?.defaultIngress, false),
    ...(tracing?.teams ?? []).flatMap(({ ingress }, index) => page(`tracing.teams[${index}].ingress`, ingress, false)),
  ];
}

const SECTIONS = ["grafana.ingress", "tracing.defaultIngress", "tracing.teams"];

function rule(check: (page: Page, settings: PartialSettings) => readonly Problem[]): Rule {
  return { reads: SECTIONS, check: (settings) => pages(settings).flatMap((page) => check(page, settings)) };
}

const oneCertificate = rule(({ path, ingress: { tlsSecretName, googleCertificate } }) => {
  const [secret, google] = [key(`${path}.tlsSecretName`), key(`${path}.googleCertificate`)];
  if (tlsSecretName === undefined && googleCertificate === undefined)
    return [
      {
        path: secret,
        rule: "is missing: the page is served over TLS only, which needs a certificate",
        fix: `Set it to the name of a Secret with the certificate, or set ${google}, such as {kind: managed}.`,
      },
    ];
  if (tlsSecretName !== undefined && googleCertificate !== undefined)
    return [
      {
        path: secret,
        value: tlsSecretName,
        rule: `is set, and ${google} too: a page has one certificate`,
        fix: `Remove ${secret} or ${google}.`,
      },
    ];
  return [];
});

const classFitsKind = rule(({ path, ingress: { kind, className } }) => {
  const wrong = kind === "gateway" ? /^gce(-|$)/ : /^gke-l7-/;
  if (className === undefined || !wrong.test(className)) return [];
  return [
    {
      path: key(`${path}.className`),
      value: className,
      rule: kind === "gateway" ? "is an IngressClass" : "is a GatewayClass",
      fix: `Remove ${key(`${path}.className`)}, or set ${key(`${path}.kind`)}: ${kind === "gateway" ? "ingress" : "gateway"}.`,
    },
  ];
});

const CERTIFICATE_KINDS = { managed: "ingress", map: "gateway", preShared: undefined } as const;

const certificateFitsKind = rule(({ path, ingress: { kind, googleCertificate } }) => {
  const wanted = googleCertificate && CERTIFICATE_KINDS[googleCertificate.kind];
  if (googleCertificate === undefined || wanted === undefined || wanted === kind) return [];
  const other = kind === "gateway" ? "map or preShared" : "managed or preShared";
  return [
    {
      path: key(`${path}.googleCertificate.kind`),
      value: googleCertificate.kind,
      rule: `is only for ${key(`${path}.kind`)}: ${wanted}`,
      fix: `Set ${key(`${path}.kind`)}: ${wanted}, or use the certificate kind ${other}.`,
    },
  ];
});

const googlesNeedGoogle = rule(({ path, ingress }) => {
  const className = pageClass(ingress);
  if (isGoogleClass(className)) return [];
  return (["iap", "googleCertificate", "address"] as const)
    .filter((name) => ingress[name] !== undefined)
    .map((name) => ({
      path: key(`${path}.${name}`),
      rule: `needs a load balancer of Google, and the class is ${className ?? "the cluster's default"}`,
      fix: `Set ${key(`${path}.className`)}: gce, or remove ${key(`${path}.${name}`)}.`,
    }));
});

const annotationsKeepPromises = rule(({ path, ingress: { annotations } }) =>
  Object.entries(annotations).flatMap(([name, value]): Problem[] => {
    const at = { path: key(`${path}.annotations["${name}"]`), value };
    const setting = OWN_SETTINGS[name];
    if (setting !== undefined)
      return [{ ...at, rule: "has a setting of its own", fix: `Remove it, and set ${key(`${path}.${setting}`)}.` }];
    if (PLAIN_HTTP[name]?.(value) !== true) return [];
    return [
      {
        ...at,
        rule: "would serve the page over plain HTTP, with its passwords and cookies",
        fix: "Remove it: the page is served over TLS only.",
      },
    ];
  }),
);

const jaegerHasALogin = rule(({ path, ingress, hasLogin }, { cluster }) => {
  const className = pageClass(ingress);
  const isGoogles = isGoogleClass(className) || (className === undefined && cluster?.kind === "gke");
  if (hasLogin || ingress.iap !== undefined || (!isGoogles && requiresLogin(ingress.annotations))) return [];
  return [
    {
      path: key(path),
      rule: "would publish every trace: Jaeger has no login, and nothing in front of it asks for one",
      fix: isGoogles
        ? `Set ${key(`${path}.iap`)}: {}, or remove ${key(path)} and use a port-forward or Grafana.`
        : `Set ${LOGIN_TEXT} in ${key(`${path}.annotations`)}, or ${key(`${path}.iap`)}: {} on GKE, or remove ${key(path)} and use a port-forward or Grafana.`,
    },
  ];
});

const iapHasItsSecret: Rule = {
  reads: SECTIONS,
  check: ({ credentials, ...settings }) => {
    const clients = pages(settings).flatMap(({ path, ingress: { iap } }) =>
      iap?.oauthClientId === undefined ? [] : [{ path: key(`${path}.iap.oauthClientId`), id: iap.oauthClientId }],
    );
    const [first] = clients;
    const isSet = credentials[IAP_SECRET] !== undefined;
    if (first === undefined)
      return isSet
        ? [
            {
              path: key(IAP_SECRET),
              rule: "is set, but no page has an iap.oauthClientId",
              fix: `Remove ${key(IAP_SECRET)}, or set the client's id, such as ${key("grafana.ingress.iap.oauthClientId")}.`,
            },
          ]
        : [];
    return [
      ...clients
        .filter(({ id }) => id !== first.id)
        .map(({ path, id }) => ({
          path,
          value: id,
          rule: `is not the client of ${first.path}, and ${key(IAP_SECRET)} is the secret of one client`,
          fix: "Use one client for all pages: its redirect address is the same for each.",
        })),
      ...(isSet
        ? []
        : [
            {
              path: key(IAP_SECRET),
              rule: `is missing: ${first.path} needs the OAuth client's secret`,
              fix: `Set it with: pulumi config set --secret ${key(IAP_SECRET)}.`,
            },
          ]),
    ];
  },
};

export const PAGE_RULES: readonly Rule[] = [
  oneCertificate,
  classFitsKind,
  certificateFitsKind,
  googlesNeedGoogle,
  annotationsKeepPromises,
  jaegerHasALogin,
  iapHasItsSecret,
];
