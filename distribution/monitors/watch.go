package monitors

import (
	"context"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/cache"

	"gke-telemetry/distribution/monitors/internal/selection"
)

var api = schema.GroupVersion{Group: "monitoring.coreos.com", Version: "v1"}

// resources of the operator by their kind.
var resources = map[selection.Kind]string{selection.ServiceMonitor: "servicemonitors", selection.PodMonitor: "podmonitors"}

// watched are the monitors of the cluster.
type watched struct {
	client dynamic.Interface
	// changed has room for one: whoever reads it looks at all monitors.
	changed chan struct{}
	mutex   sync.Mutex
	byKey   map[string]*selection.Monitor
	// endpoints of each namespace.
	endpoints map[string]int
}

// maxEndpointsOfNamespace bounds what every agent keeps and looks through for one namespace. A monitor that comes when it
// is reached counts once it is changed and there is room.
const maxEndpointsOfNamespace = 256

func newWatched(client dynamic.Interface) *watched {
	return &watched{client: client, changed: make(chan struct{}, 1), byKey: map[string]*selection.Monitor{}, endpoints: map[string]int{}}
}

func (w *watched) monitors() []*selection.Monitor {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	all := make([]*selection.Monitor, 0, len(w.byKey))
	for _, one := range w.byKey {
		all = append(all, one)
	}
	return all
}

func keyOf(kind selection.Kind, object metav1.Object) string {
	return string(kind) + "/" + object.GetNamespace() + "/" + object.GetName()
}

func (w *watched) update(kind selection.Kind, object any, exists bool) {
	if gone, is := object.(cache.DeletedFinalStateUnknown); is {
		object = gone.Obj
	}
	read, is := object.(*selection.Monitor)
	if !is {
		return
	}
	key := keyOf(kind, read)
	w.mutex.Lock()
	if before := w.byKey[key]; before != nil {
		w.endpoints[read.Namespace] -= before.Endpoints()
		delete(w.byKey, key)
	}
	if exists {
		if w.endpoints[read.Namespace]+read.Endpoints() > maxEndpointsOfNamespace {
			read.RefuseAll()
		}
		w.endpoints[read.Namespace] += read.Endpoints()
		w.byKey[key] = read
	}
	w.mutex.Unlock()
	select {
	case w.changed <- struct{}{}:
	default:
	}
}

// run watches both kinds until the end. A kind whose CRD is missing is asked for again and again, at most twice a minute.
func (w *watched) run(ctx context.Context) {
	var both sync.WaitGroup
	for kind, resource := range resources {
		informer := cache.NewSharedInformer(w.listWatch(resource), &unstructured.Unstructured{}, 0)
		// Errors are told where the answers are seen.
		_ = informer.SetWatchErrorHandlerWithContext(func(context.Context, *cache.Reflector, error) {})
		_ = informer.SetTransform(func(object any) (any, error) {
			if read, is := object.(*unstructured.Unstructured); is {
				return w.parse(kind, read), nil
			}
			return object, nil
		})
		_, _ = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(object any) { w.update(kind, object, true) },
			UpdateFunc: func(_, object any) { w.update(kind, object, true) },
			DeleteFunc: func(object any) { w.update(kind, object, false) },
		})
		both.Go(func() { informer.RunWithContext(ctx) })
	}
	both.Wait()
}

// parse spends nothing on a monitor for which there is no room.
func (w *watched) parse(kind selection.Kind, read *unstructured.Unstructured) *selection.Monitor {
	w.mutex.Lock()
	known := w.byKey[keyOf(kind, read)] != nil
	full := w.endpoints[read.GetNamespace()] >= maxEndpointsOfNamespace
	w.mutex.Unlock()
	if full && !known {
		read.Object["spec"] = nil
		one := selection.Parse(kind, read)
		one.RefuseAll()
		return one
	}
	return selection.Parse(kind, read)
}

func (w *watched) listWatch(resource string) *cache.ListWatch {
	client := w.client.Resource(api.WithResource(resource))
	return &cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return client.List(ctx, options)
		},
		WatchFuncWithContext: client.Watch,
	}
}
