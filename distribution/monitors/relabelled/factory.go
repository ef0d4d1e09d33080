// Package relabelled is the receiver of pods whose monitors relabel their samples (`metricRelabelings`).
//
// For each set of rules that the extension `monitors` finds, it runs a Prometheus receiver with the scrape job that the
// configuration has for monitors, and these rules before the job's own.
package relabelled

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/receiver"
)

// componentType is the name in the collector's configuration.
var componentType = component.MustNewType("monitors")

// Config says whose targets are scraped.
type Config struct {
	// Extension is the id of the extension that finds the targets. Required.
	Extension string `mapstructure:"extension"`
}

// Validate says what is missing.
func (c *Config) Validate() error {
	if c.Extension == "" {
		return errors.New("extension must be the id of the extension that finds the targets")
	}
	return nil
}

// NewFactory returns the factory of the receiver, for a collector that is built with it.
func NewFactory() receiver.Factory {
	return receiver.NewFactory(componentType, func() component.Config { return &Config{} },
		receiver.WithMetrics(create, component.StabilityLevelAlpha))
}

func create(_ context.Context, settings receiver.Settings, config component.Config, next consumer.Metrics) (receiver.Metrics, error) {
	return &relabelled{settings: settings, extension: config.(*Config).Extension, next: next, running: map[string]*running{}}, nil
}
