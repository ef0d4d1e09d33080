package loglimiter

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"
)

// componentType is the name in the collector's configuration.
var componentType = component.MustNewType("log_limiter")

// NewFactory returns the factory of the processor, for a collector that is built with it.
func NewFactory() processor.Factory {
	return processor.NewFactory(componentType, createDefaultConfig,
		processor.WithLogs(createLogs, component.StabilityLevelAlpha))
}

func createLogs(_ context.Context, settings processor.Settings, config component.Config, next consumer.Logs) (processor.Logs, error) {
	counters, err := newTelemetry(settings.ID, settings.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	return newLimiter(*config.(*Config), counters, next), nil
}
