/** Types of simple values, each with its format and the text of its error. */
import { z } from "zod";

/** A name that both Google Cloud and Kubernetes accept. */
export const label = (meaning: string, maximum: number) =>
  z
    .string()
    .regex(
      /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
      "a DNS label: lower-case letters, digits and hyphens, a letter first, such as team-a",
    )
    .max(maximum)
    .describe(meaning);

const RANGE = "an IPv4 range: its first address and the length of its prefix, such as 10.0.0.0/16";

/** Whether the address of a range is its first one; Google refuses others, once the network is there. */
function beginsAtItsPrefix(range: string): boolean {
  const [address = "", length = ""] = range.split("/");
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(length)) === 0;
}

/** A range of IPv4 addresses. */
export const cidr = (meaning: string) =>
  z
    .string()
    .regex(/^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)\/([0-9]|[12]\d|3[0-2])$/, RANGE)
    .refine(beginsAtItsPrefix, RANGE)
    .describe(meaning);

/** Certificates in PEM, and nothing else: a private key among them would be readable wherever the setting is. */
export const certificates = (meaning: string) =>
  z
    .string()
    .refine(
      holdsCertificates,
      "it has to be one or more certificates in PEM, each from BEGIN to END CERTIFICATE, and nothing else",
    )
    .describe(meaning);

function holdsCertificates(text: string): boolean {
  const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
  const encoded = [...text.matchAll(block)].map(([, base64]) => Buffer.from(base64 ?? "", "base64"));
  return encoded.length > 0 && text.replace(block, "").trim() === "" && encoded.every(isWholeSequence);
}

/** Whether the bytes are one DER sequence with its length in two bytes, as every certificate is: none is cut off. */
function isWholeSequence(bytes: Buffer): boolean {
  const header = 4;
  return bytes.length > header && bytes.readUInt16BE(0) === 0x3082 && bytes.readUInt16BE(2) === bytes.length - header;
}

/** An address without spaces, which a browser would write otherwise and a collector refuses. */
const WITHOUT_SPACES = /^\S*$/;

/** A URL with https. */
export const httpsUrl = (meaning: string) =>
  z
    .url({ protocol: /^https$/, error: "an address that begins with https://" })
    .regex(WITHOUT_SPACES, "an address that begins with https://, without spaces")
    .describe(meaning);

/** A URL with http or https. */
export const webUrl = (meaning: string) =>
  z
    .url({ protocol: /^https?$/ })
    .regex(WITHOUT_SPACES, "an address that begins with http:// or https://, without spaces")
    .describe(meaning);

/** What is said of a header that would hold a secret. */
export const SECRET_HEADER = "it is a secret, and the stack file would show it";

/** Names of headers that hold a secret. */
const SECRET_NAME = /authorization|cookie|token|secret|password|api-?key/i;

/** Headers of requests. The stack file shows them, so none of them is a secret. */
export const headers = (meaning: string) =>
  z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/, "a header's name of letters, digits and hyphens")
        .refine((name) => !SECRET_NAME.test(name), SECRET_HEADER),
      z.string().regex(/^[\w ,.:;=/@+-]{0,200}$/, "printable text without quotes and $"),
    )
    .default({})
    .describe(meaning);

/** A whole number within bounds, both included. */
export const integer = (meaning: string, minimum: number, maximum: number) =>
  z.int().min(minimum).max(maximum).describe(meaning);

/** The name of an object that Kubernetes accepts. */
export const objectName = () =>
  z
    .string()
    .max(253)
    .regex(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      "a DNS name: lower-case letters, digits, hyphens and dots, such as my-object",
    );

/** The key of a label or taint that Kubernetes accepts, such as `cloud.google.com/gke-spot`. */
export const labelKey = () =>
  z
    .string()
    .max(316)
    .regex(
      /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
      "a label key: letters, digits, hyphens, dots and underscores, before them a DNS name and a slash where it has one, such as cloud.google.com/gke-spot",
    );

/** The value of a label or taint that Kubernetes accepts. */
export const labelValue = () =>
  z
    .string()
    .regex(
      /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/,
      "a label value: at most 63 letters, digits, hyphens, dots and underscores",
    );

/** Labels of the nodes that a pod may run on. */
export const nodeSelector = (meaning: string) => z.record(labelKey(), labelValue()).default({}).describe(meaning);

const numberOrShareText = "a whole number from 1 to 1000, or a share such as 10%";

/** A number, or a percentage of all. */
export const numberOrShare = () =>
  z.union([z.int().min(1).max(1000), z.string().regex(/^([1-9]|[1-9]\d|100)%$/, numberOrShareText)], {
    error: numberOrShareText,
  });
