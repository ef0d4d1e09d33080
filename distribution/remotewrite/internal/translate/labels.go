package translate

import (
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
	"github.com/prometheus/otlptranslator"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// exportedPrefix is what Prometheus puts before a target's own label that would hide one of the scrape's.
const exportedPrefix = "exported_"

const (
	nameLabel     = "__name__"
	jobLabel      = "job"
	instanceLabel = "instance"

	serviceName       = "service.name"
	serviceNamespace  = "service.namespace"
	serviceInstanceID = "service.instance.id"
)

func hasLabel(labels []Label, name string) bool {
	return slices.ContainsFunc(labels, func(label Label) bool { return label.Name == name })
}

// setLabel adds a label or replaces the value it has. An empty value is no label, as in Prometheus.
func setLabel(labels []Label, name, value string) []Label {
	if name == "" || value == "" {
		return labels
	}
	value = strings.ToValidUTF8(value, "\uFFFD")
	for index := range labels {
		if labels[index].Name == name {
			labels[index].Value = value
			return labels
		}
	}
	return append(labels, Label{strings.ToValidUTF8(name, "_"), value})
}

// labelName writes the name of an attribute as a label name. Names without a letter or digit stay underscores: leaving
// such a label out would merge series.
func (t *Translator) labelName(attribute string) string {
	if attribute == "" {
		return ""
	}
	name, err := t.labelNamer.Build(attribute)
	if err != nil {
		return strings.Map(func(r rune) rune {
			if r == '_' || !t.labelNamer.UTF8Allowed {
				return '_'
			}
			return r
		}, attribute)
	}
	return name
}

func newLabelNamer(strategy otlptranslator.TranslationStrategyOption) otlptranslator.LabelNamer {
	return otlptranslator.LabelNamer{
		UTF8Allowed:                 !strategy.ShouldEscape(),
		UnderscoreLabelSanitization: true,
		PreserveMultipleUnderscores: true,
	}
}

// resourceLabels returns the labels that every series of a resource has: job and instance, the promoted attributes, and
// the external labels that these do not have.
func (t *Translator) resourceLabels(attributes pcommon.Map) []Label {
	var labels []Label
	for name, value := range attributes.All() {
		if t.isPromoted(name) {
			labels = setLabel(labels, t.labelName(name), value.AsString())
		}
	}
	labels = setLabel(labels, jobLabel, jobOf(attributes))
	if instance, found := attributes.Get(serviceInstanceID); found {
		labels = setLabel(labels, instanceLabel, instance.AsString())
	}
	for _, label := range t.options.ExternalLabels {
		if !hasLabel(labels, label.Name) {
			labels = setLabel(labels, label.Name, label.Value)
		}
	}
	return cloneLabels(labels)
}

// cloneLabels copies the strings, which may be small parts of a large batch.
func cloneLabels(labels []Label) []Label {
	for index, label := range labels {
		labels[index] = Label{strings.Clone(label.Name), strings.Clone(label.Value)}
	}
	return labels
}

func (t *Translator) isPromoted(attribute string) bool {
	switch attribute {
	case serviceName, serviceNamespace, serviceInstanceID:
		// They are in job and instance already. Who wants them beside those names them.
		return t.options.Promote[attribute]
	}
	if t.options.PromoteAll {
		return !t.options.Ignore[attribute]
	}
	return t.options.Promote[attribute]
}

func jobOf(attributes pcommon.Map) string {
	name, found := attributes.Get(serviceName)
	if !found || name.AsString() == "" {
		return ""
	}
	if namespace, found := attributes.Get(serviceNamespace); found && namespace.AsString() != "" {
		return namespace.AsString() + "/" + name.AsString()
	}
	return name.AsString()
}

// pointLabels returns the labels of a data point's attributes. Two attributes of OTLP whose names become one label are
// joined in the order of their names, as Prometheus does.
func (t *Translator) pointLabels(attributes pcommon.Map, isScraped bool) []Label {
	labels := make([]Label, 0, attributes.Len())
	if isScraped {
		for name, value := range attributes.All() {
			labels = setLabel(labels, name, value.AsString())
		}
		return labels
	}
	sorted := make([]Label, 0, attributes.Len())
	for name, value := range attributes.All() {
		sorted = append(sorted, Label{name, value.AsString()})
	}
	slices.SortStableFunc(sorted, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	for _, attribute := range sorted {
		name, value := t.labelName(attribute.Name), attribute.Value
		for _, label := range labels {
			if label.Name == name && value != "" && label.Value != value {
				value = label.Value + ";" + value
			}
		}
		labels = setLabel(labels, name, value)
	}
	return labels
}

// join puts the point's own labels and ours together, sorted by name. An own label that has the name of one of ours gets
// the prefix that Prometheus gives it in a scrape, so that both can be read.
func join(own, ours []Label) []Label {
	all := make([]Label, 0, len(own)+len(ours)+2)
	all = append(all, ours...)
	var renamed []Label
	for _, label := range own {
		if hasLabel(ours, label.Name) {
			renamed = append(renamed, label)
			continue
		}
		all = append(all, label)
	}
	for _, label := range renamed {
		for name := exportedPrefix + label.Name; ; name = exportedPrefix + name {
			if !hasLabel(all, name) {
				all = append(all, Label{name, label.Value})
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// laneOf spreads label sets over lanes. It stays the same over restarts: blocks in files carry their lanes.
func laneOf(labels []Label) uint8 { return uint8(hashOf(labels) & 63) }

func hashOf(labels []Label) uint64 {
	var digest xxhash.Digest
	digest.Reset()
	for _, label := range labels {
		_, _ = digest.WriteString(label.Name)
		_, _ = digest.WriteString("\xff")
		_, _ = digest.WriteString(label.Value)
		_, _ = digest.WriteString("\xff")
	}
	return digest.Sum64()
}
