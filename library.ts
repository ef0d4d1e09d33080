/**
 * The library for other Pulumi programs: components, and the pure functions that compute their arguments.
 *
 * `index.ts` is the program itself.
 */
export { agentConfig, type AgentConfigInput, applicationPorts } from "./collector/agent/config";
export { agentMonitor, agentService } from "./collector/agent/service";
export { canaryValues } from "./collector/agent/canary";
export { agentParts, type AgentSurroundings, agentValues } from "./collector/agent/values";
export type { ChartValues } from "./collector/common/chartValues";
export type { CollectorConfig } from "./collector/common/model";
export { AGENTS, spanCertificates } from "./collector/common/spanCertificates";
export { eventsConfig, eventsValues, type EventsSurroundings } from "./collector/logs/events";
export { logAgentConfig, type LogAgentInput, type LogTarget } from "./collector/logs/config";
export { logAgentParts, type LogAgentSurroundings } from "./collector/logs/values";
export { requirements, type Requirements } from "./collector/requirements/requirements";
export { gatewayConfig, type TraceConfigInput } from "./collector/gateway/config";
export { gatewayHeadlessService } from "./collector/gateway/service";
export { gatewayValues } from "./collector/gateway/values";
export { samplerConfig } from "./collector/sampler/config";
export { samplerValues } from "./collector/sampler/values";
export { scraperConfig, type ScraperConfigInput } from "./collector/scraper/config";
export { scraperValues } from "./collector/scraper/values";
export { chartSource, type ChartSource } from "./components/common/chartSource";
export type { RemoteWriteCredentials, RemoteWriteSecret } from "./components/common/remoteWriteSecret";
export { imageMirrorTransformation } from "./components/common/imageMirrorTransform";
export { ownMetadataTransformation } from "./components/common/ownMetadataTransform";
export { sidecarTransformation } from "./components/common/sidecarTransform";
export { Alertmanager, type AlertmanagerArgs } from "./components/alerts/Alertmanager";
export type { Issuer } from "./components/common/certificates";
export type { SecretFiles } from "./components/common/secretFiles";
export {
  AlertmanagerCredentials,
  type AlertmanagerCredentialsArgs,
} from "./components/credentials/AlertmanagerCredentials";
export { CertificateAuthority, type CertificateAuthorityArgs } from "./components/credentials/CertificateAuthority";
export { LogStoreCredentials, type LogStoreCredentialsArgs } from "./components/credentials/LogStoreCredentials";
export { SpanTls, type SpanTlsArgs } from "./components/credentials/SpanTls";
export { GkeCluster, type GkeClusterArgs } from "./components/cluster/GkeCluster";
export { DemoApplications, type DemoApplicationsArgs } from "./components/DemoApplications";
export { Grafana, type GrafanaArgs } from "./components/Grafana";
export { Jaeger, type JaegerArgs } from "./components/traces/Jaeger";
export { LogAgent, type LogAgentArgs } from "./components/logs/LogAgent";
export { VictoriaLogs, type VictoriaLogsArgs } from "./components/logs/VictoriaLogs";
export { Namespaces, type NamespacesArgs } from "./components/cluster/Namespaces";
export { NetworkPolicies, type NetworkPoliciesArgs } from "./components/cluster/NetworkPolicies";
export { KubeStateMetrics, type KubeStateMetricsArgs } from "./components/metrics/KubeStateMetrics";
export { NodeAgent, type NodeAgentArgs } from "./components/NodeAgent";
export { NodeExporter, type NodeExporterArgs } from "./components/metrics/NodeExporter";
export { Scraper, type ScraperArgs } from "./components/metrics/Scraper";
export { Prometheus, type PrometheusArgs } from "./components/metrics/Prometheus";
export { PrometheusCredentials, type PrometheusCredentialsArgs } from "./components/credentials/PrometheusCredentials";
export { TraceGateway, type TraceGatewayArgs } from "./components/traces/TraceGateway";
export { TracePipeline, type TracePipelineArgs } from "./components/traces/TracePipeline";
export { collectorImage, type Image, IMAGES } from "./contract/images";
export { type EventNames, eventNames, type LogNames, logNames } from "./contract/logs";
export {
  agentNames,
  type AgentNames,
  canaryNames,
  jaegerName,
  NAMES,
  NAMESPACES,
  type ObjectMetadata,
  type Placement,
  PLACEMENTS,
  serviceHost,
  type StackNames,
  stackNames,
  traceNames,
  type TraceNames,
} from "./contract/names";
export { scraperNames, type ScraperNames } from "./contract/collector/scraper";
export type { Authentication, OwnMetadata, RemoteWriteTarget, WriteEndpoint } from "./contract/types";
export { alertmanagerFacts } from "./facts/alertmanager";
export { logStoreFacts } from "./facts/logStore";
export { storeFacts } from "./facts/store";
export { assumeActive, claimTracePipeline, type ClaimTracePipeline } from "./lease/tracePipeline";
export { GROUP_BY, INHIBITIONS, WATCHDOG } from "./monitoring/alerts/delivery";
export { dashboards } from "./monitoring/dashboards/all";
export { ruleFiles } from "./monitoring/ruleFiles";
export { loadStackInput, SettingsError, type StackInput } from "./settings/load/load";
export { parseSettings, type SecretName } from "./settings/parse";
export { type Problem, problemsText } from "./settings/problems";
export { type AgentSettings, type Settings, settingsSchema } from "./settings/schema/settings";
export type { LogsSettings } from "./settings/schema/logs/logs";
export type { TracingSettings } from "./settings/schema/tracing";
export { agentSizing } from "./settings/sizing/agent";
export { logAgentSizing } from "./settings/sizing/logs/agent";
export { objectsSizing } from "./settings/sizing/cluster/objects";
export { queueSizing } from "./settings/sizing/queue";
export { storeSettings } from "./settings/sizing/store";
export { validate, type Validation } from "./settings/validate";
export type { StackOutputs } from "./stack/outputs";
export { deployStack } from "./stack/stack";
export { type AlertmanagerInput, alertmanagerManifests } from "./workloads/alertmanager/manifests";
export { alertmanagerHosts } from "./workloads/alertmanager/web";
export { type DemoManifests, demoApplications } from "./workloads/demo";
export { type GrafanaInput, grafanaManifests } from "./workloads/grafana/manifests";
export { jaegerInputs, type JaegerSurroundings } from "./workloads/jaeger/input";
export { jaegerManifests } from "./workloads/jaeger/manifests";
export { kubeStateMetricsManifests } from "./workloads/kubeStateMetrics/manifests";
export { namespaceManifests, type StackNamespaces } from "./workloads/namespaces";
export { networkPolicies } from "./workloads/network/policies";
export { nodeExporterManifests } from "./workloads/nodeExporter";
export type { Alerting } from "./workloads/prometheus/alerting";
export { prometheusManifests } from "./workloads/prometheus/manifests";
export { type Principal, prometheusHosts, principals } from "./workloads/prometheus/web";
export { victoriaLogsHosts, victoriaLogsManifests } from "./workloads/victoriaLogs/manifests";
