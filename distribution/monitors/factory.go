package monitors

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"

	"gke-telemetry/distribution/monitors/internal/selection"
)

// componentType is the name in the collector's configuration.
var componentType = component.MustNewType("monitors")

// Config says whose monitors count, and for which node.
type Config = selection.Config

// NewFactory returns the factory of the extension, for a collector that is built with it.
func NewFactory() extension.Factory {
	return extension.NewFactory(componentType, func() component.Config { return &Config{} }, create,
		component.StabilityLevelAlpha)
}

func create(_ context.Context, settings extension.Settings, config component.Config) (extension.Extension, error) {
	return newFinder(settings.ID, settings.TelemetrySettings, config.(*Config))
}
