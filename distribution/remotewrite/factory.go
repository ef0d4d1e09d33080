package durableremotewrite

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
)

// componentType is the name in the collector's configuration.
var componentType = component.MustNewType("durable_remote_write")

// NewFactory returns the factory of the exporter, for a collector that is built with it.
func NewFactory() exporter.Factory {
	return exporter.NewFactory(componentType, createDefaultConfig,
		exporter.WithMetrics(createMetrics, component.StabilityLevelAlpha))
}

func createMetrics(_ context.Context, settings exporter.Settings, config component.Config) (exporter.Metrics, error) {
	return newExporter(settings, config.(*Config))
}
