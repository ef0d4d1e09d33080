/** Values files as people write them for other charts. Whatever begins with "hidden" is a secret. */

export const COLLECTOR = `
mode: daemonset
extraEnvs:
  - {name: KUBE_NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
tolerations:
  - {key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}
nodeSelector: {pool: general, kubernetes.io/os: linux}
priorityClassName: telemetry-critical
resources: {limits: {cpu: 500m, memory: 768Mi}}
presets: {logsCollection: {enabled: true}, kubernetesEvents: {enabled: true}}
config:
  extensions:
    basicauth/mimir: {client_auth: {username: hidden-user, password: hidden-password}}
  receivers:
    jaeger: {protocols: {thrift_http: {endpoint: "0.0.0.0:14268"}}}
    zipkin: null
    hostmetrics: {scrapers: {cpu: {}}}
    statsd: {endpoint: "0.0.0.0:8125"}
    prometheus:
      config:
        global: {scrape_interval: 15s, external_labels: {region: eu}}
        scrape_configs:
          - job_name: pods
            kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, field: "spec.nodeName=\${env:KUBE_NODE_NAME}"}]}]
            relabel_configs:
              - {source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], regex: true, action: keep}
            metric_relabel_configs:
              - {source_labels: [__name__], regex: "go_gc_.*", action: drop}
              - {source_labels: [path], regex: "/admin.*", target_label: path, replacement: admin}
          - {job_name: Edge Proxies, scheme: https, scrape_interval: 1m, static_configs: [{targets: ["edge.example.com:9901"]}]}
  processors:
    batch: {timeout: 10s}
    resource: {attributes: [{key: k8s.cluster.name, value: shop-eu, action: insert}, {key: deployment.environment, value: staging, action: upsert}, {key: team, from_attribute: owner, action: insert}]}
    filter/health: {traces: {span: ['attributes["http.route"] == "/healthz"']}}
    tail_sampling:
      decision_wait: 20s
      policies:
        - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
        - {name: slow, type: latency, latency: {threshold_ms: 1500}}
        - {name: some, type: probabilistic, probabilistic: {sampling_percentage: 5}}
        - {name: vip, type: string_attribute, string_attribute: {key: vip, values: ["yes"]}}
  exporters:
    debug: {verbosity: basic}
    prometheusremotewrite:
      endpoint: https://mimir.example.com/api/v1/push
      auth: {authenticator: basicauth/mimir}
      headers: {X-Scope-OrgID: shop, X-Api-Key: hidden-key}
      sending_queue: {enabled: true}
    otlphttp/logs: {endpoint: "https://logs.example.com"}
    otlp/traces: {endpoint: "tempo.tracing.svc:4317", tls: {insecure: true}}
    otlp/vendor: {endpoint: "otlp.example.com:4317", headers: {api-key: hidden-vendor}}
  service:
    telemetry: {logs: {level: DEBUG}}
    pipelines:
      metrics: {receivers: [prometheus, hostmetrics, statsd], processors: [batch, resource], exporters: [prometheusremotewrite, debug]}
      traces: {receivers: [jaeger], processors: [filter/health, tail_sampling, batch], exporters: [otlp/traces, otlp/vendor]}
`;

export const KUBE_PROMETHEUS_STACK = `
commonLabels: {cost-center: "42"}
global: {imageRegistry: registry.example.com}
prometheus:
  prometheusSpec:
    scrapeInterval: 20s
    retention: 7d
    externalLabels: {cluster: shop-eu}
    storageSpec: {volumeClaimTemplate: {spec: {storageClassName: fast, resources: {requests: {storage: 100Gi}}}}}
    serviceMonitorSelector: {matchLabels: {release: monitoring}}
    additionalScrapeConfigs:
      - job_name: databases
        static_configs: [{targets: ["db.example.com:9187"]}]
        basic_auth: {username: scraper, password: hidden-scraper}
    remoteWrite: [{url: "https://writer:hidden-writer@mimir.example.com/push"}]
alertmanager:
  config:
    global: {smtp_smarthost: "smtp.example.com:587", smtp_from: alerts@example.com, smtp_auth_password: hidden-smtp}
    receivers:
      - {name: "null"}
      - {name: Team Shop, slack_configs: [{channel: "#shop", api_url: "https://hooks.slack.com/services/hidden-hook"}]}
      - {name: mail, email_configs: [{to: "one@example.com, two@example.com", auth_username: ops}]}
      - {name: hook, webhook_configs: [{url: "https://bridge.example.com/hidden-bridge"}]}
    route:
      receiver: mail
      repeat_interval: 4h
      routes:
        - {receiver: "null", matchers: ['alertname = "Watchdog"']}
        - {receiver: Team Shop, matchers: ['severity =~ "warning|critical"', 'namespace="shop"']}
        - {receiver: hook, match: {severity: info}}
        - {receiver: mail, matchers: ['alertname="Odd"']}
grafana:
  adminPassword: hidden-admin
  grafana.ini:
    auth.generic_oauth: {client_id: grafana, client_secret: hidden-oauth, auth_url: "https://id.example.com/auth", token_url: "https://id.example.com/token", api_url: "https://id.example.com/me", allowed_domains: example.com}
kubeStateMetrics: {enabled: true}
kubeEtcd: {enabled: false}
`;

export const K8S_MONITORING = `
cluster: {name: shop-eu}
destinations:
  metrics:
    type: prometheus
    url: https://prometheus.example.com/api/prom/push
    tenantId: 17
    auth: {type: basic, username: hidden-user, password: hidden-password}
  logs:
    type: loki
    url: https://loki.example.com/loki/api/v1/push
    auth: {type: bearerToken, bearerToken: hidden-token}
  second: {type: prometheus, url: "https://other.example.com/push", auth: {type: basic, username: hidden-two, password: hidden-three}}
clusterMetrics: {enabled: true}
clusterEvents: {enabled: true}
podLogsViaLoki: {enabled: true, excludeNamespaces: [kube-system]}
prometheusOperatorObjects: {enabled: true}
applicationObservability: {enabled: true, receivers: {zipkin: {enabled: true}}}
profiling: {enabled: true}
collectors: {alloy-metrics: {presets: [clustered, statefulset], alloy: {extraEnv: [{name: TOKEN, value: hidden-env}]}}}
`;
