/** The logs of pods: the store, unless it exists already, and the agents that read them. */
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import { eventsValues } from "../../collector/logs/events";
import { logAgentParts } from "../../collector/logs/values";
import { chartSource } from "../../components/common/chartSource";
import type { RemoteWriteCredentials } from "../../components/common/remoteWriteSecret";
import type { Issuer } from "../../components/common/certificates";
import { LogStoreCredentials } from "../../components/credentials/LogStoreCredentials";
import { LogAgent } from "../../components/logs/LogAgent";
import { VictoriaLogs } from "../../components/logs/VictoriaLogs";
import type { Image } from "../../contract/images";
import { eventNames, logNames } from "../../contract/logs";
import { stackNames } from "../../contract/names";
import type { Endpoint } from "../../contract/types";
import { clusterFacts } from "../../facts/cluster";
import { logStoreFacts } from "../../facts/logStore";
import { generationsOf } from "../../settings/generations";
import type { StackInput } from "../../settings/load/load";
import type { VictoriaLogsSettings } from "../../settings/schema/logs/logs";
import { victoriaLogsHosts, victoriaLogsManifests } from "../../workloads/victoriaLogs/manifests";
import { exporterSecretsOf } from "../exporters";

export interface LogsDependencies {
  /** Signs VictoriaLogs' certificate; called only where the stack runs it. */
  readonly authority: () => Issuer;
  readonly collectorImage: Image;
}

/** What the rest of the stack sees of the logs. */
export interface Logs {
  /** The stack's own store; undefined where it exists already. */
  readonly own:
    | {
        readonly endpoint: Output<string>;
        /** Its query API. */
        readonly query: Endpoint;
        readonly access: LogStoreCredentials["access"];
      }
    | undefined;
}

export function deployLogs(
  input: StackInput,
  { authority, collectorImage }: LogsDependencies,
  options: ComponentResourceOptions,
): Logs | undefined {
  const { settings } = input;
  const { logs } = settings;
  if (logs === undefined) return undefined;
  const { placements, namespaces } = stackNames(settings.namespaces);
  const { own: ownSettings, write, query } = logStoreFacts(logs, placements.victoriaLogs);
  const own = ownSettings && deployVictoriaLogs(input, ownSettings, authority, options);
  const credentials: RemoteWriteCredentials | undefined = own?.access ?? input.logStoreCredentials;
  const authentication = credentials?.username ? "basic" : credentials?.bearerToken ? "bearer" : "none";
  const names = logNames(undefined, namespaces.logs);
  const surroundings = { target: { ...write, authentication }, image: collectorImage } as const;
  const parts = logAgentParts({ ...settings, logs }, { ...surroundings, names });
  new LogAgent(
    "log-agent",
    {
      ...parts,
      ...(logs.events && {
        eventsValues: eventsValues({ ...settings, logs }, { ...surroundings, names: eventNames(names) }),
      }),
      chart: chartSource(settings.charts.collector),
      exporterSecrets: exporterSecretsOf("logs", input),
      ...(credentials && { storeSecret: { name: names.credentialsSecret, credentials } }),
    },
    options,
  );
  return { own: own && query && { ...own, query } };
}

function deployVictoriaLogs(
  { settings }: StackInput,
  logs: VictoriaLogsSettings,
  authority: () => Issuer,
  options: ComponentResourceOptions,
) {
  const { cluster, namespaces } = settings;
  const placement = stackNames(namespaces).placements.victoriaLogs;
  const credentials = new LogStoreCredentials("log-store-credentials", {
    generation: generationsOf(settings).passwords ?? 1,
    issuer: authority(),
    hosts: victoriaLogsHosts(placement),
  });
  const { endpoint } = new VictoriaLogs(
    "victoria-logs",
    {
      manifests: victoriaLogsManifests(logs, placement),
      webFiles: credentials.files,
      deletionProtection: clusterFacts(cluster).deletionProtection,
    },
    options,
  );
  return { endpoint, access: credentials.access };
}
