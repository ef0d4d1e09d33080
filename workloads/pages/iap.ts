/** Google's Identity-Aware Proxy (IAP) in front of a page. */
import type { IngressSettings } from "../../settings/schema/ingress";
import type { IapSecret, Page } from "./types";

/** Keys of the Secret, as GKE's controllers read them. */
const CLIENT_ID_KEY = "client_id";
const CLIENT_SECRET_KEY = "client_secret";

const secretName = ({ metadata }: Page) => `${metadata.name}-iap`;

/**
 * The Secret of a page's OAuth client; undefined where Google's own client is used.
 *
 * @param content whether it also holds the client's id: a BackendConfig reads both, a GCPBackendPolicy takes a Secret
 * with one key
 */
export function iapSecret(
  page: Page,
  { iap }: IngressSettings,
  content: "with its id" | "alone",
): IapSecret | undefined {
  if (iap?.oauthClientId === undefined) return undefined;
  return {
    metadata: { ...page.metadata, name: secretName(page) },
    data: content === "alone" ? {} : { [CLIENT_ID_KEY]: iap.oauthClientId },
    secretKey: CLIENT_SECRET_KEY,
  };
}

/** The field `iap` of a backend; none where the page has no such login. */
export function googleBackend(
  page: Page,
  { iap }: IngressSettings,
  client: (secret: string, id: string) => Readonly<Record<string, unknown>>,
) {
  if (iap === undefined) return {};
  const own = iap.oauthClientId === undefined ? {} : client(secretName(page), iap.oauthClientId);
  return { iap: { enabled: true, ...own } };
}
