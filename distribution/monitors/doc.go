// Package monitors lets a scrape job of the OpenTelemetry Collector find the pods of its own node that ServiceMonitors and
// PodMonitors of the Prometheus operator select.
//
// The extension `monitors` watches these objects and the pods of one node. Prometheus' service discovery
// `monitor_sd_configs`, which the package registers, hands what it finds to a scrape job. A monitor chooses among pods and
// says port, path, parameters, interval and labels; everything else is the scrape job's.
package monitors
