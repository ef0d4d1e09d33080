import { inOneLine, type Mistake, withLines } from "./mistake";

const PUBLISH = /as plain text|without --secret/i;

/** Secrets under wrong names, in wrong places, and not encrypted. */
export const SECRETS: readonly Mistake[] = [
  {
    mistake: "a misspelt secret",
    text: withLines("  gke-telemetry:remoteWritePasword:", "    secure: AAABAKz"),
    line: 4,
    told: [
      "gke-telemetry:remoteWritePasword is not a known setting",
      "Did you mean gke-telemetry:remoteWritePassword?",
    ],
    untold: [PUBLISH],
  },
  {
    mistake: "a misspelt secret that is not encrypted",
    text: withLines("  gke-telemetry:remoteWritePasword: hunter2"),
    line: 4,
    told: [
      "Did you mean gke-telemetry:remoteWritePassword?",
      "pulumi config set --secret gke-telemetry:remoteWritePassword",
    ],
    untold: ["hunter2"],
  },
  {
    mistake: "a secret that nothing here knows",
    text: withLines("  gke-telemetry:slackHook: {secure: AAABAKz}"),
    line: 4,
    told: ["gke-telemetry:slackHook is not a known setting", "remoteWritePassword"],
    untold: [PUBLISH],
  },
  {
    mistake: "a password inside of a section",
    text: withLines(
      "  gke-telemetry:metrics:",
      "    kind: remote",
      "    url: https://mimir.example.com/api/v1/push",
      "    password: {secure: AAABAKz}",
    ),
    line: 7,
    told: ["gke-telemetry:metrics.password", "pulumi config set --secret gke-telemetry:remoteWritePassword"],
    untold: [PUBLISH],
  },
  {
    mistake: "a readable password inside of a section",
    text: withLines(
      "  gke-telemetry:metrics:",
      "    kind: remote",
      "    url: https://mimir.example.com/api/v1/push",
      "    password: hunter2",
    ),
    line: 7,
    told: ["gke-telemetry:metrics.password", "pulumi config set --secret gke-telemetry:remoteWritePassword"],
    untold: ["hunter2"],
  },
  inOneLine(
    "a setting that is encrypted although it is none",
    "  gke-telemetry:outageMinutes: {secure: AAABAKz}",
    "gke-telemetry:outageMinutes must not be encrypted",
    "pulumi config set gke-telemetry:outageMinutes",
  ),
  {
    mistake: "a secret that is not encrypted",
    text: withLines(
      "  gke-telemetry:metrics: {kind: remote, url: https://mimir.example.com/api/v1/push}",
      "  gke-telemetry:remoteWriteBearerToken: hunter2",
    ),
    line: 5,
    told: ["is not encrypted", "pulumi config set --secret gke-telemetry:remoteWriteBearerToken", "rotate"],
    untold: ["hunter2"],
  },
];
