// Package durableremotewrite is an exporter of the OpenTelemetry Collector that writes metrics to stores of Prometheus'
// remote write. It keeps what a store does not take, in memory first and in files when that lasts, and it keeps the label
// sets of series between batches, so that a sample costs little.
package durableremotewrite
