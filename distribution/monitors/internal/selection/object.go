package selection

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/relabel"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Kind of a monitor, as the API has it.
type Kind string

const (
	ServiceMonitor Kind = "ServiceMonitor"
	PodMonitor     Kind = "PodMonitor"
)

// Whoever may write monitors decides how much every agent keeps of them, and computes.
const (
	maxSpecBytes     = 32 << 10
	maxEndpoints     = 32
	maxRelabelings   = 64
	maxSourceLabels  = 32
	maxPatternLength = 1024
	// What a pattern can try at each byte, and with it the time that it takes.
	maxChoices = 64
)

// Refusal is why an endpoint of a monitor is not scraped as it asks.
type Refusal string

const (
	// refusedCredentials: it names a password, a token, a file or a client certificate. An agent sends none.
	refusedCredentials Refusal = "credentials"
	// refusedProxy: it would have the agent ask somewhere else.
	refusedProxy Refusal = "proxy"
	// refusedAddress: its relabelings change the address.
	refusedAddress Refusal = "address"
	// refusedNamespaces: it selects namespaces besides its own, and may not. Pods of its own are scraped.
	refusedNamespaces Refusal = "namespaces"
	// refusedParameters: a URL parameter has several values, and a target can have one.
	refusedParameters Refusal = "parameters"
	// refusedSamples: its metricRelabelings change whose a sample is, or are more than allowed. Its samples are not relabelled.
	refusedSamples Refusal = "metricRelabelings"
	// refusedInvalid: it cannot be read, or is larger than allowed.
	refusedInvalid Refusal = "invalid"
)

// Monitor is what counts of a ServiceMonitor or PodMonitor.
type Monitor struct {
	// ObjectMeta has name, namespace and version.
	metav1.ObjectMeta
	kind      Kind
	spec      spec
	endpoints []endpoint
	refused   []Refusal
}

// spec is the part of the API that is read. What is not here is not honoured: limits, protocols and timestamps are those
// of the scrape job.
type spec struct {
	JobLabel            string               `json:"jobLabel"`
	TargetLabels        []string             `json:"targetLabels"`
	PodTargetLabels     []string             `json:"podTargetLabels"`
	Selector            metav1.LabelSelector `json:"selector"`
	NamespaceSelector   namespaceSelector    `json:"namespaceSelector"`
	Endpoints           []endpointSpec       `json:"endpoints"`
	PodMetricsEndpoints []endpointSpec       `json:"podMetricsEndpoints"`
}

type namespaceSelector struct {
	Any        bool     `json:"any"`
	MatchNames []string `json:"matchNames"`
}

type endpointSpec struct {
	Port          string              `json:"port"`
	PortNumber    *int32              `json:"portNumber"`
	TargetPort    *intstr.IntOrString `json:"targetPort"`
	Path          string              `json:"path"`
	Scheme        string              `json:"scheme"`
	Params        map[string][]string `json:"params"`
	Interval      string              `json:"interval"`
	ScrapeTimeout string              `json:"scrapeTimeout"`
	Relabelings   []relabeling        `json:"relabelings"`

	MetricRelabelings []relabeling `json:"metricRelabelings"`

	ProxyURL             string    `json:"proxyUrl"`
	ProxyFromEnvironment bool      `json:"proxyFromEnvironment"`
	BasicAuth            *struct{} `json:"basicAuth"`
	OAuth2               *struct{} `json:"oauth2"`
	Authorization        *struct {
		Credentials *struct{} `json:"credentials"`
	} `json:"authorization"`
	BearerTokenFile   string      `json:"bearerTokenFile"`
	BearerTokenSecret keySelector `json:"bearerTokenSecret"`
	TLSConfig         struct {
		Cert struct {
			Secret    *struct{} `json:"secret"`
			ConfigMap *struct{} `json:"configMap"`
		} `json:"cert"`
		KeySecret keySelector `json:"keySecret"`
		CertFile  string      `json:"certFile"`
		KeyFile   string      `json:"keyFile"`
	} `json:"tlsConfig"`
}

type keySelector struct {
	Name string `json:"name"`
}

type relabeling struct {
	SourceLabels []string `json:"sourceLabels"`
	Separator    *string  `json:"separator"`
	TargetLabel  string   `json:"targetLabel"`
	Regex        string   `json:"regex"`
	Modulus      uint64   `json:"modulus"`
	Replacement  *string  `json:"replacement"`
	Action       string   `json:"action"`
}

// endpoint is one that is scraped.
type endpoint struct {
	endpointSpec
	rules []*relabel.Config
	// samples are the rules for its samples, nil without any.
	samples *RuleSet
}

// Parse takes from an object what counts. It never fails: what cannot be read is refused.
func Parse(kind Kind, object *unstructured.Unstructured) *Monitor {
	m := &Monitor{kind: kind, ObjectMeta: metav1.ObjectMeta{
		Namespace: object.GetNamespace(), Name: object.GetName(), UID: object.GetUID(),
		ResourceVersion: object.GetResourceVersion(), Labels: object.GetLabels(),
	}}
	text, err := json.Marshal(object.Object["spec"])
	if err == nil && len(text) > maxSpecBytes {
		err = fmt.Errorf("%d bytes", len(text))
	}
	if err == nil {
		err = json.Unmarshal(text, &m.spec)
	}
	if err == nil {
		_, err = metav1.LabelSelectorAsSelector(&m.spec.Selector)
	}
	specs := append(m.spec.Endpoints, m.spec.PodMetricsEndpoints...)
	if err != nil || len(specs) > maxEndpoints {
		m.RefuseAll()
		return m
	}
	for _, one := range specs {
		if why := one.refusal(); why != "" {
			m.refused = append(m.refused, why)
			continue
		}
		rules, err := relabelRules(one.Relabelings)
		if err != nil {
			m.refused = append(m.refused, refusedInvalid)
			continue
		}
		samples, err := ruleSet(one.MetricRelabelings)
		if err != nil {
			m.refused = append(m.refused, refusedSamples)
		}
		m.endpoints = append(m.endpoints, endpoint{one, rules, samples})
	}
	return m
}

// Endpoints is how many of its endpoints are scraped.
func (m *Monitor) Endpoints() int { return len(m.endpoints) }

// RefuseAll keeps of the monitor no more than that it is there.
func (m *Monitor) RefuseAll() {
	m.spec, m.endpoints, m.refused = spec{}, nil, []Refusal{refusedInvalid}
}

func (e *endpointSpec) refusal() Refusal {
	tls := e.TLSConfig
	switch {
	case e.ProxyURL != "" || e.ProxyFromEnvironment:
		return refusedProxy
	case e.BasicAuth != nil || e.OAuth2 != nil || e.BearerTokenFile != "" || e.BearerTokenSecret.Name != "",
		e.Authorization != nil && e.Authorization.Credentials != nil,
		tls.Cert.Secret != nil || tls.Cert.ConfigMap != nil || tls.KeySecret.Name != "" || tls.CertFile != "" || tls.KeyFile != "":
		return refusedCredentials
	}
	for name, values := range e.Params {
		if name == "" || len(values) != 1 {
			return refusedParameters
		}
	}
	return ""
}

// actions that Prometheus knows. It does not survive another.
var actions = []relabel.Action{
	relabel.Replace, relabel.Keep, relabel.Drop, relabel.KeepEqual, relabel.DropEqual, relabel.HashMod, relabel.LabelMap,
	relabel.LabelDrop, relabel.LabelKeep, relabel.Lowercase, relabel.Uppercase,
}

func relabelRules(written []relabeling) ([]*relabel.Config, error) {
	if len(written) > maxRelabelings {
		return nil, fmt.Errorf("%d relabelings", len(written))
	}
	rules := make([]*relabel.Config, 0, len(written))
	for _, one := range written {
		if len(one.SourceLabels) > maxSourceLabels {
			return nil, fmt.Errorf("%d source labels", len(one.SourceLabels))
		}
		rule := relabel.DefaultRelabelConfig
		for _, name := range one.SourceLabels {
			rule.SourceLabels = append(rule.SourceLabels, model.LabelName(name))
		}
		if one.Separator != nil {
			rule.Separator = *one.Separator
		}
		if one.Regex != "" {
			if len(one.Regex) > maxPatternLength {
				return nil, fmt.Errorf("a pattern of %d bytes", len(one.Regex))
			}
			pattern, err := relabel.NewRegexp(one.Regex)
			if err != nil {
				return nil, err
			}
			if choices := choicesOf(one.Regex); choices > maxChoices {
				return nil, fmt.Errorf("a pattern of %d choices", choices)
			}
			rule.Regex = pattern
		}
		if one.Replacement != nil {
			if len(*one.Replacement) > maxPatternLength {
				return nil, fmt.Errorf("a replacement of %d bytes", len(*one.Replacement))
			}
			rule.Replacement = *one.Replacement
		}
		if one.Action != "" {
			rule.Action = relabel.Action(strings.ToLower(one.Action))
			if !slices.Contains(actions, rule.Action) {
				return nil, fmt.Errorf("the action %q", one.Action)
			}
		}
		rule.TargetLabel, rule.Modulus = one.TargetLabel, one.Modulus
		// Only such names stay what they are on their way to the store.
		if err := rule.Validate(model.LegacyValidation); err != nil {
			return nil, err
		}
		rules = append(rules, &rule)
	}
	return rules, nil
}
