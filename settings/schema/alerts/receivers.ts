/** The settings of receivers of notifications. Their secrets are in `receiverSecrets`, by the receivers' names. */
import { z } from "zod";
import { label, webUrl } from "../scalars";

/** Name of the receiver to which nothing is delivered. */
export const NOBODY = "null";

const name = label("Name of the receiver.", 40);

const mailAddress = (meaning: string) =>
  z
    .string()
    .regex(/^[^\s@,<>]+@[^\s@,<>]+$/, "an address such as telemetry@example.com")
    .describe(meaning);

const slack = z.strictObject({
  kind: z.literal("slack").describe("Slack. The secret is the URL of an incoming webhook."),
  name,
  channel: z
    .string()
    .regex(/^[#@]\S+$/, "a channel such as #telemetry")
    .optional()
    .describe("Channel, such as `#telemetry`, where the webhook allows another one. Default: the webhook's own."),
});

const pagerduty = z.strictObject({
  kind: z.literal("pagerduty").describe("PagerDuty. The secret is the integration key of a service (Events API v2)."),
  name,
});

const webhook = z.strictObject({
  kind: z
    .literal("webhook")
    .describe(
      "A service that takes Alertmanager's JSON. The secret is its URL, which begins with https:// and has port 443; with `url`, it is a bearer token instead, and optional.",
    ),
  name,
  url: webUrl("URL of the service, where that is no secret. Default: the secret.").optional(),
});

const email = z.strictObject({
  kind: z.literal("email").describe("Mail. The secret is the password of `username`."),
  name,
  to: z.array(mailAddress("A recipient.")).min(1).describe("Recipients."),
  from: mailAddress("Sender."),
  smarthost: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:[1-9]\d{0,4}$/, "host and port, such as smtp.example.com:587")
    .describe("SMTP server that takes the mail, with its port. The connection has to be encrypted."),
  username: z.string().min(1).optional().describe("User at the SMTP server. Default: no authentication."),
});

export const receiver = z.discriminatedUnion("kind", [slack, pagerduty, webhook, email]);

export type ReceiverSettings = z.output<typeof receiver>;

/** Whether a receiver has a secret: `needed`, `possible` or `none`. */
export function secretOf(one: ReceiverSettings): "needed" | "possible" | "none" {
  switch (one.kind) {
    case "slack":
    case "pagerduty":
      return "needed";
    case "webhook":
      return one.url === undefined ? "needed" : "possible";
    case "email":
      return one.username === undefined ? "none" : "needed";
  }
}
