/** Receivers as Alertmanager reads them. Secrets are files, which it reads again for each notification. */
import type { ReceiverSettings } from "../../settings/schema/alerts/receivers";

/** Folder of the Secret with the receivers' secrets; its files have the receivers' names. */
export const RECEIVERS_DIRECTORY = "/etc/alertmanager/receivers";

const secretFile = ({ name }: ReceiverSettings) => `${RECEIVERS_DIRECTORY}/${name}`;

/** Title of a group: how many alerts fire or have ended, which, and in which cluster. */
const TITLE = [
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}]',
  "{{ .GroupLabels.alertname }}",
  "{{ with .CommonLabels.k8s_cluster_name }}({{ . }}){{ end }}",
].join(" ");

/** Whether the address of a dashboard is a whole one: without a page outside the cluster, only its path is known. */
const IS_ADDRESS = 'match "^https?://" .';

/** Each alert in two lines, with its links. */
const SLACK_TEXT = [
  "{{ range .Alerts }}",
  '*{{ .Annotations.summary }}*{{ if eq .Status "resolved" }} (resolved){{ end }}\n{{ .Annotations.description }}\n',
  "{{ with .Annotations.runbook_url }}<{{ . }}|Runbook>{{ end }}",
  `{{ with .Annotations.dashboard_url }}{{ if ${IS_ADDRESS} }} <{{ . }}|Dashboard>{{ else }} Grafana: {{ . }}{{ end }}{{ end }}\n`,
  "{{ end }}",
].join("");

/** The dashboard of the first alert; empty if it has no address. */
const DASHBOARD = `{{ with (index .Alerts 0).Annotations.dashboard_url }}{{ if ${IS_ADDRESS} }}{{ . }}{{ end }}{{ end }}`;

/** Links of the first alert, which has the same runbook as all others of its group. PagerDuty is not sent an empty one. */
const PAGERDUTY_LINKS = [
  { href: "{{ (index .Alerts 0).Annotations.runbook_url }}", text: "Runbook" },
  { href: DASHBOARD, text: "Dashboard" },
];

/** PagerDuty knows `critical`, `error`, `warning` and `info`. */
const PAGERDUTY_SEVERITY = "{{ with .CommonLabels.severity }}{{ . }}{{ else }}error{{ end }}";

/**
 * A receiver, with one integration. Every one is told of the end of alerts too.
 *
 * @param hasSecret whether a secret of this receiver is set; some need none
 */
export function receiverConfig(receiver: ReceiverSettings, hasSecret: boolean) {
  const common = { send_resolved: true };
  const { name } = receiver;
  switch (receiver.kind) {
    case "slack":
      return {
        name,
        slack_configs: [
          {
            ...common,
            api_url_file: secretFile(receiver),
            ...(receiver.channel !== undefined && { channel: receiver.channel }),
            title: TITLE,
            title_link: DASHBOARD,
            text: SLACK_TEXT,
            fallback: TITLE,
          },
        ],
      };
    case "pagerduty":
      return {
        name,
        pagerduty_configs: [
          {
            ...common,
            routing_key_file: secretFile(receiver),
            description: TITLE,
            severity: PAGERDUTY_SEVERITY,
            links: PAGERDUTY_LINKS,
          },
        ],
      };
    case "webhook":
      return { name, webhook_configs: [{ ...common, ...webhookTarget(receiver, hasSecret) }] };
    case "email":
      return { name, email_configs: [{ ...common, ...mail(receiver) }] };
  }
}

function webhookTarget(receiver: Extract<ReceiverSettings, { kind: "webhook" }>, hasSecret: boolean) {
  if (receiver.url === undefined) return { url_file: secretFile(receiver) };
  const authorization = { credentials_file: secretFile(receiver) };
  return { url: receiver.url, ...(hasSecret && { http_config: { authorization } }) };
}

function mail(receiver: Extract<ReceiverSettings, { kind: "email" }>) {
  const { to, from, smarthost, username } = receiver;
  return {
    to: to.join(", "),
    from,
    smarthost,
    ...(username !== undefined && { auth_username: username, auth_password_file: secretFile(receiver) }),
    headers: { subject: TITLE },
    require_tls: true,
  };
}
