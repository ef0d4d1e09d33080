package delivery

import (
	"github.com/klauspost/compress/snappy"

	"gke-telemetry/distribution/remotewrite/internal/blockqueue"
	"gke-telemetry/distribution/remotewrite/internal/writepb"
)

// parcel is what is sent together: one block, or several small ones.
type parcel struct {
	items   []*blockqueue.Item
	payload []byte
	encoded []byte
	request *writepb.Request
	// smallest is how many series a piece has at least before it is given up instead of cut.
	smallest int
	// taken counts the pieces that the store took, refused the series that it did not want.
	taken   int
	refused int
	// deferred are refused pieces that are decided over when the others have been tried.
	deferred    []piece
	lastRefusal answer
}

func (p *parcel) samples() int {
	total := 0
	for _, item := range p.items {
		total += int(item.Samples)
	}
	return total
}

// prepare puts several blocks together.
func (p *parcel) prepare() error {
	if len(p.items) == 1 {
		p.payload = p.items[0].Payload
		return nil
	}
	requests := make([]writepb.Request, 0, len(p.items))
	for _, item := range p.items {
		encoded, err := snappy.Decode(nil, item.Payload)
		if err != nil {
			return err
		}
		request, err := writepb.ReadRequest(encoded)
		if err != nil {
			return err
		}
		requests = append(requests, request)
	}
	encoded, err := writepb.Merge(requests)
	if err != nil {
		return err
	}
	p.encoded = encoded
	p.payload = snappy.Encode(nil, encoded)
	return nil
}

// decode takes the request apart, once.
func (p *parcel) decode() error {
	if p.request != nil {
		return nil
	}
	if p.encoded == nil {
		encoded, err := snappy.Decode(nil, p.payload)
		if err != nil {
			return err
		}
		p.encoded = encoded
	}
	request, err := writepb.ReadRequest(p.encoded)
	if err != nil {
		return err
	}
	p.request = &request
	return nil
}
