package selection

import (
	"cmp"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/prometheus/prometheus/util/strutil"
)

// target is what is scraped, nil where the relabelings drop it. Its address is that of the pod, and what Kubernetes says of
// it stays as it is; what the relabelings change of that is told.
func (one *Monitor) target(e *endpoint, from model.LabelSet, until time.Time) (made model.LabelSet, why Refusal) {
	_, port, err := net.SplitHostPort(string(from[model.AddressLabel]))
	if err != nil || from[podIP] == "" {
		return nil, ""
	}
	identity := one.identity(e, from)
	lb := labels.NewBuilder(labels.EmptyLabels())
	for name, value := range from {
		if len(value) <= maxValueLength {
			lb.Set(string(name), string(value))
		}
	}
	for name, value := range one.labels(from) {
		lb.Set(name, value)
	}
	for name, value := range identity {
		lb.Set(name, value)
	}
	lb.Set(model.MetricsPathLabel, cmp.Or(e.Path, "/metrics"))
	lb.Set(model.SchemeLabel, strings.ToLower(e.Scheme))
	for name, values := range e.Params {
		lb.Set(model.ParamLabelPrefix+name, values[0])
	}
	if keep, fits := apply(lb, e.rules, until); !fits {
		return nil, refusedInvalid
	} else if !keep {
		return nil, ""
	}
	if lb.Get(model.AddressLabel) != string(from[model.AddressLabel]) {
		return nil, refusedAddress
	}
	made = from.Clone()
	set := func(name, value string) {
		if value != "" {
			made[model.LabelName(asked+name)] = model.LabelValue(value)
		}
	}
	made[model.AddressLabel] = model.LabelValue(net.JoinHostPort(string(from[podIP]), port))
	lb.Range(func(l labels.Label) {
		if parameter, is := strings.CutPrefix(l.Name, model.ParamLabelPrefix); is {
			set("param_"+parameter, l.Value)
		} else if !strings.HasPrefix(l.Name, "__") {
			set("label_"+l.Name, l.Value)
		}
	})
	for name, value := range identity {
		delete(made, model.LabelName(label+name))
		set("label_"+name, value)
	}
	set("port", port)
	set("path", lb.Get(model.MetricsPathLabel))
	set("scheme", lb.Get(model.SchemeLabel))
	set("interval", e.Interval)
	set("timeout", e.ScrapeTimeout)
	return made, ""
}

// Bounds of what relabelings make: a rule can double a value, or the number of labels, and there are many rules. `up` and its
// like have all labels of the target, whatever the limits of the scrape job are.
const (
	maxValueLength  = 1024
	maxSourceLength = 4096
	maxLabels       = 1024
	maxOwnLabels    = 40
)

// apply is Prometheus' relabelling, within bounds.
func apply(lb *labels.Builder, rules []*relabel.Config, until time.Time) (keep, fits bool) {
	for _, rule := range rules {
		source := 0
		for _, name := range rule.SourceLabels {
			source += len(lb.Get(string(name))) + len(rule.Separator)
		}
		if source > maxSourceLength || now().After(until) {
			return false, false
		}
		if !relabel.ProcessBuilder(lb, rule) {
			return false, true
		}
		all := 0
		fits = true
		lb.Range(func(l labels.Label) {
			all++
			fits = fits && len(l.Value) <= maxValueLength && len(l.Name) <= maxValueLength
		})
		if !fits || all > maxLabels {
			return false, false
		}
	}
	own := 0
	lb.Range(func(l labels.Label) {
		if !strings.HasPrefix(l.Name, "__") {
			own++
		}
	})
	return true, own <= maxOwnLabels
}

// identity is the labels that say whose the samples are, which relabelings cannot change.
func (one *Monitor) identity(e *endpoint, from model.LabelSet) map[string]string {
	identity := map[string]string{
		"namespace": string(from[namespace]),
		"pod":       string(from[podName]),
		"container": string(from[container]),
	}
	if one.kind == ServiceMonitor {
		identity["service"] = string(from[serviceName])
	}
	switch {
	case e.Port != "":
		identity["endpoint"] = e.Port
	case e.PortNumber != nil:
		identity["endpoint"] = strconv.Itoa(int(*e.PortNumber))
	case e.TargetPort != nil:
		identity["endpoint"] = e.TargetPort.String()
	}
	return identity
}

// labels are the job and the labels that the monitor takes over from Service and pod.
func (one *Monitor) labels(from model.LabelSet) map[string]string {
	of, job := "pod", one.Namespace+"/"+one.Name
	if one.kind == ServiceMonitor {
		of, job = "service", string(from[serviceName])
	}
	taken := map[string]string{"job": job}
	take := func(of string, names []string) {
		for _, name := range names {
			if value, _ := objectLabel(of, name, from); value != "" {
				taken[strutil.SanitizeLabelName(name)] = value
			}
		}
	}
	if one.kind == ServiceMonitor {
		take("service", one.spec.TargetLabels)
	}
	take("pod", one.spec.PodTargetLabels)
	if value, _ := objectLabel(of, one.spec.JobLabel, from); one.spec.JobLabel != "" && value != "" {
		taken["job"] = value
	}
	return taken
}
