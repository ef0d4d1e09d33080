package selection

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
)

// maxTargetsPerPod bounds how often the monitors of a namespace can have one of its pods scraped in an interval.
const maxTargetsPerPod = 16

// Config says whose monitors count, and for which node.
type Config struct {
	// Node is the name of the node whose pods are found. Required.
	Node string `mapstructure:"node"`
	// Namespaces whose monitors count. Default: all.
	Namespaces []string `mapstructure:"namespaces"`
	// MatchLabels are labels that a monitor must have to count. Default: none.
	MatchLabels map[string]string `mapstructure:"match_labels"`
	// AcrossNamespaces are the namespaces whose monitors may select pods of other namespaces. Default: none; a monitor
	// then selects pods of its own namespace alone, whatever its namespaceSelector says.
	AcrossNamespaces []string `mapstructure:"across_namespaces"`
}

// Validate says what is missing.
func (c *Config) Validate() error {
	if c.Node == "" {
		return errors.New("node must be the name of the node whose pods are scraped")
	}
	return nil
}

// maxTime bounds how long the relabelings of one namespace's monitors take, which is milliseconds where nobody means harm.
// Those that are left are refused.
const maxTime = 2 * time.Second

// now is the clock that the time is taken from. A test has one of its own.
var now = time.Now

// Discovered is what Kubernetes says, of one node.
type Discovered struct {
	// OfPods and OfServices are targets with all their labels, in an order that does not change.
	OfPods, OfServices []model.LabelSet
}

// Result is what is scraped, and what is not, by the namespace of the monitor.
type Result struct {
	Targets []model.LabelSet
	// RuleSets are the rules for samples of the targets that have some, by their key.
	RuleSets map[string]*RuleSet
	Refused  map[string]map[Refusal]int
}

// Match finds the targets of the node. Whatever two monitors select alike is scraped once, by the first of them: that of
// the pod's own namespace, then ServiceMonitors, then by namespace and name.
func Match(config *Config, monitors []*Monitor, found Discovered) Result {
	m := matcher{config: config, result: Result{RuleSets: map[string]*RuleSet{}, Refused: map[string]map[Refusal]int{}},
		seen: map[string]bool{}, ofPod: map[model.LabelValue]int{}, spent: map[string]time.Duration{},
		setsOf: map[string]map[string]bool{}}
	m.namespaceOf, m.annotated = podsOf(found)
	counting := slices.DeleteFunc(slices.Clone(monitors), func(one *Monitor) bool {
		return len(config.Namespaces) > 0 && !slices.Contains(config.Namespaces, one.Namespace) || !one.has(config.MatchLabels)
	})
	slices.SortFunc(counting, func(a, b *Monitor) int {
		return cmp.Or(cmp.Compare(b.kind, a.kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	for _, own := range []bool{true, false} {
		for _, one := range counting {
			m.monitor(one, found, own)
		}
	}
	return m.result
}

// podsOf is the namespace of each pod, and which are behind an annotated Service. An EndpointSlice can name a pod of
// another namespace, so its word counts for neither.
func podsOf(found Discovered) (namespaceOf map[model.LabelValue]model.LabelValue, annotated map[model.LabelValue]bool) {
	namespaceOf, annotated = map[model.LabelValue]model.LabelValue{}, map[model.LabelValue]bool{}
	for _, target := range found.OfPods {
		namespaceOf[target[podUID]] = target[namespace]
	}
	for _, target := range found.OfServices {
		if target[annotatedService] == "true" && namespaceOf[target[podUID]] == target[namespace] {
			annotated[target[podUID]] = true
		}
	}
	return namespaceOf, annotated
}

type matcher struct {
	config      *Config
	result      Result
	seen        map[string]bool
	ofPod       map[model.LabelValue]int
	namespaceOf map[model.LabelValue]model.LabelValue
	annotated   map[model.LabelValue]bool
	// spent on the relabelings of each namespace's monitors.
	spent map[string]time.Duration
	// setsOf are the keys of the rules for samples that each namespace's monitors have.
	setsOf map[string]map[string]bool
}

func (m *matcher) refuse(one *Monitor, why Refusal) {
	if m.result.Refused[one.Namespace] == nil {
		m.result.Refused[one.Namespace] = map[Refusal]int{}
	}
	m.result.Refused[one.Namespace][why]++
}

func (m *matcher) monitor(one *Monitor, found Discovered, own bool) {
	across := slices.Contains(m.config.AcrossNamespaces, one.Namespace)
	if own {
		for _, why := range one.refused {
			m.refuse(one, why)
		}
		if !across && one.selectsOthers() {
			m.refuse(one, refusedNamespaces)
		}
	} else if !across {
		return
	}
	from, of := found.OfServices, "service"
	if one.kind == PodMonitor {
		from, of = found.OfPods, "pod"
	}
	for index := range one.endpoints {
		var why Refusal
		for _, target := range from {
			in := string(target[namespace])
			if own != (in == one.Namespace) || !one.selectsNamespace(in) || m.namespaceOf[target[podUID]] != target[namespace] ||
				target[PodNode] != model.LabelValue(m.config.Node) || !selects(&one.spec.Selector, of, target) ||
				!one.endpoints[index].selects(one.kind, target) {
				continue
			}
			e := &one.endpoints[index]
			start := now()
			made, refused := one.target(e, target, start.Add(maxTime-m.spent[one.Namespace]))
			m.spent[one.Namespace] += now().Sub(start)
			if why = cmp.Or(why, refused); made != nil && m.add(made) {
				why = cmp.Or(why, m.relabelSamples(one.Namespace, made, e.samples))
			}
		}
		if why != "" {
			m.refuse(one, why)
		}
	}
}

// has is whether the monitor itself has all these labels.
func (one *Monitor) has(wanted map[string]string) bool {
	for name, value := range wanted {
		if one.Labels[name] != value {
			return false
		}
	}
	return true
}

func (one *Monitor) selectsOthers() bool {
	names := one.spec.NamespaceSelector
	return names.Any || slices.ContainsFunc(names.MatchNames, func(name string) bool { return name != one.Namespace })
}

func (one *Monitor) selectsNamespace(name string) bool {
	names := one.spec.NamespaceSelector
	switch {
	case names.Any:
		return true
	case len(names.MatchNames) > 0:
		return slices.Contains(names.MatchNames, name)
	default:
		return name == one.Namespace
	}
}

// selects is whether the target is at a port of the endpoint. Without a port, all are.
func (e *endpoint) selects(kind Kind, target model.LabelSet) bool {
	named := endpointPort
	if kind == PodMonitor {
		named = portName
	}
	switch {
	case e.Port != "":
		return string(target[named]) == e.Port
	case e.PortNumber != nil:
		return string(target[portNumber]) == strconv.Itoa(int(*e.PortNumber))
	case e.TargetPort != nil && e.TargetPort.StrVal != "":
		return string(target[portName]) == e.TargetPort.StrVal
	case e.TargetPort != nil:
		return string(target[portNumber]) == strconv.Itoa(int(e.TargetPort.IntVal))
	default:
		return true
	}
}

// relabelSamples says by which rules the target's samples are relabelled, unless the namespace has too many.
func (m *matcher) relabelSamples(namespace string, made model.LabelSet, samples *RuleSet) (why Refusal) {
	if samples == nil {
		return ""
	}
	sets := m.setsOf[namespace]
	if sets == nil {
		sets = map[string]bool{}
		m.setsOf[namespace] = sets
	}
	if !sets[samples.Key] && len(sets) >= maxRuleSets {
		return refusedSamples
	}
	sets[samples.Key], m.result.RuleSets[samples.Key] = true, samples
	made[RuleSetKey] = model.LabelValue(samples.Key)
	return ""
}

// add takes a target, unless it is one already or its pod has too many.
func (m *matcher) add(made model.LabelSet) bool {
	what := []string{string(made[model.AddressLabel]), string(made[asked+"path"])}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if strings.HasPrefix(string(name), asked+"param_") {
			what = append(what, string(name), string(made[name]))
		}
	}
	key, uid := strings.Join(what, "\x00"), made[podUID]
	if m.seen[key] || m.ofPod[uid] >= maxTargetsPerPod {
		return false
	}
	m.seen[key] = true
	m.ofPod[uid]++
	if m.annotated[uid] {
		made[asked+"service_annotated"] = "true"
	}
	m.result.Targets = append(m.result.Targets, made)
	return true
}
