package loglimiter

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.opentelemetry.io/collector/component"
)

// Config is what an operator may set.
type Config struct {
	// Attribute is the attribute of the resource whose values are told apart. Default: k8s.namespace.name. Resources
	// without it share one limit, under an empty name.
	Attribute string `mapstructure:"attribute"`
	// MaxBytesPerMinute is how many bytes of text each value may bring in a minute. 0, the default, counts and cuts
	// nothing.
	MaxBytesPerMinute int64 `mapstructure:"max_bytes_per_minute"`
	// MaxBytesPerMinuteOf is the same for single values, in the place of MaxBytesPerMinute. 0 cuts nothing of the value.
	MaxBytesPerMinuteOf map[string]int64 `mapstructure:"max_bytes_per_minute_of"`
}

var _ component.Config = (*Config)(nil)

func createDefaultConfig() component.Config {
	return &Config{Attribute: "k8s.namespace.name"}
}

// Validate returns every mistake at once, each with its key, the value, the rule and a way out.
func (c *Config) Validate() error {
	var mistakes []error
	if c.Attribute == "" {
		mistakes = append(mistakes, errors.New(
			`attribute: "" names no attribute. Leave it out for k8s.namespace.name, or name one of the resource`))
	}
	if c.MaxBytesPerMinute < 0 {
		mistakes = append(mistakes, fmt.Errorf(
			"max_bytes_per_minute: %d is negative. Give the bytes of a minute, or 0 to cut nothing", c.MaxBytesPerMinute))
	}
	for _, value := range slices.Sorted(maps.Keys(c.MaxBytesPerMinuteOf)) {
		if max := c.MaxBytesPerMinuteOf[value]; max < 0 {
			mistakes = append(mistakes, fmt.Errorf(
				"max_bytes_per_minute_of: %d of %q is negative. Give the bytes of a minute, or 0 to cut nothing", max, value))
		}
	}
	return errors.Join(mistakes...)
}
