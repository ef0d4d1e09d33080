package translate

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

const (
	targetInfoName = "target_info"
	targetInfoHelp = "Target metadata"
)

// addTargetInfo adds a series with the attributes of a resource that are not in its job and instance. A resource without
// job and instance has none: it could not be joined with anything.
func (t *Translator) addTargetInfo(owner *resource, given pcommon.Resource, newest pcommon.Timestamp) {
	if owner.info == nil {
		t.isEnd = false
		labels := t.targetInfoLabels(owner, given.Attributes())
		if labels != nil && !t.take(&metric{resource: owner, name: targetInfoName}, 1, 1) {
			return
		}
		owner.info = &series{}
		if labels != nil {
			owner.info.isLive, owner.info.size = true, 1
			owner.info.lane = laneOf(labels)
			owner.info.labels = t.hold(owner.info, labels)
		}
	}
	if owner.info.labels == nil {
		return
	}
	metadata := writepb.Metadata{Type: writepb.TypeGauge, Help: t.targetInfoHelp}
	t.addPart(owner.info.lane, owner.info.labels, 1, millis(newest), 0, metadata, nil)
}

func (t *Translator) targetInfoLabels(owner *resource, attributes pcommon.Map) []Label {
	if !hasLabel(owner.labels, jobLabel) && !hasLabel(owner.labels, instanceLabel) {
		return nil
	}
	others := pcommon.NewMap()
	for name, value := range attributes.All() {
		if name != serviceName && name != serviceNamespace && name != serviceInstanceID {
			value.CopyTo(others.PutEmpty(name))
		}
	}
	if others.Len() == 0 {
		return nil
	}
	ours := []Label{{nameLabel, targetInfoName}}
	for _, label := range owner.labels {
		isExternal := false
		for _, external := range t.options.ExternalLabels {
			isExternal = isExternal || external.Name == label.Name
		}
		if isExternal || label.Name == jobLabel || label.Name == instanceLabel {
			ours = append(ours, label)
		}
	}
	own := t.pointLabels(others, false)
	// A promoted attribute is the same fact twice, not a target's own label.
	for index := 0; index < len(own); {
		if own[index].Name != jobLabel && own[index].Name != instanceLabel && hasLabel(ours, own[index].Name) {
			own = append(own[:index], own[index+1:]...)
			continue
		}
		index++
	}
	return join(own, ours)
}

// newestTimestamp returns the time of the newest data point of a metric.
func newestTimestamp(given pmetric.Metric) pcommon.Timestamp {
	newest := pcommon.Timestamp(0)
	switch given.Type() {
	case pmetric.MetricTypeGauge:
		newest = newestNumber(given.Gauge().DataPoints())
	case pmetric.MetricTypeSum:
		newest = newestNumber(given.Sum().DataPoints())
	case pmetric.MetricTypeHistogram:
		for index := range given.Histogram().DataPoints().Len() {
			newest = max(newest, given.Histogram().DataPoints().At(index).Timestamp())
		}
	case pmetric.MetricTypeExponentialHistogram:
		for index := range given.ExponentialHistogram().DataPoints().Len() {
			newest = max(newest, given.ExponentialHistogram().DataPoints().At(index).Timestamp())
		}
	case pmetric.MetricTypeSummary:
		for index := range given.Summary().DataPoints().Len() {
			newest = max(newest, given.Summary().DataPoints().At(index).Timestamp())
		}
	}
	return newest
}

func newestNumber(points pmetric.NumberDataPointSlice) pcommon.Timestamp {
	newest := pcommon.Timestamp(0)
	for index := range points.Len() {
		newest = max(newest, points.At(index).Timestamp())
	}
	return newest
}
