package selection

import (
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/util/strutil"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// What Prometheus' discovery of Kubernetes says of a target, and what is added to it.
const (
	meta = "__meta_kubernetes_"
	// PodNode is the node of the pod.
	PodNode      = model.LabelName(meta + "pod_node_name")
	namespace    = model.LabelName(meta + "namespace")
	serviceName  = model.LabelName(meta + "service_name")
	podName      = model.LabelName(meta + "pod_name")
	podUID       = model.LabelName(meta + "pod_uid")
	podIP        = model.LabelName(meta + "pod_ip")
	container    = model.LabelName(meta + "pod_container_name")
	portName     = model.LabelName(meta + "pod_container_port_name")
	portNumber   = model.LabelName(meta + "pod_container_port_number")
	endpointPort = model.LabelName(meta + "endpointslice_port_name")

	annotatedService = model.LabelName(meta + "service_annotation_prometheus_io_scrape")

	// asked begins the labels that say what the monitor asks for.
	asked = "__meta_monitor_"
	// RuleSetKey is the key of the rules for the target's samples. Without rules the label is missing.
	RuleSetKey = model.LabelName(asked + "rule_set")
	// label begins those that become labels of the samples.
	label = asked + "label_"
)

// objectLabel is the value of a label of the Service or pod, and whether there is one.
func objectLabel(of string, name string, target model.LabelSet) (string, bool) {
	clean := strutil.SanitizeLabelName(name)
	_, present := target[model.LabelName(meta+of+"_labelpresent_"+clean)]
	return string(target[model.LabelName(meta+of+"_label_"+clean)]), present
}

// selects is whether the labels of the Service or pod match the selector, which is valid.
func selects(selector *metav1.LabelSelector, of string, target model.LabelSet) bool {
	for name, wanted := range selector.MatchLabels {
		if value, present := objectLabel(of, name, target); !present || value != wanted {
			return false
		}
	}
	for _, one := range selector.MatchExpressions {
		value, present := objectLabel(of, one.Key, target)
		matches := false
		switch one.Operator {
		case metav1.LabelSelectorOpIn:
			matches = present && slices.Contains(one.Values, value)
		case metav1.LabelSelectorOpNotIn:
			matches = !present || !slices.Contains(one.Values, value)
		case metav1.LabelSelectorOpExists:
			matches = present
		case metav1.LabelSelectorOpDoesNotExist:
			matches = !present
		}
		if !matches {
			return false
		}
	}
	return true
}
