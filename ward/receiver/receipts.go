package receiver

import (
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

const (
	// receiptStep is how many events are receipted together when they come
	// fast. It is far below what a robot sends ahead, so that none waits.
	receiptStep = 16
	// receiptWait is how long a receipt may wait for more events.
	receiptWait = 100 * time.Millisecond
)

// publisher sends a message, see mqtt.Client.
type publisher interface {
	Publish(topic string, qos byte, retained bool, payload any) mqtt.Token
}

// receipts sends receipts, fewer than there are commits: each is a retained
// message, which costs a broker as much as an event.
type receipts struct {
	client publisher
	said   map[schema.Topic]store.Receipt // on this connection
	owed   map[schema.Topic]store.Receipt
	due    *time.Timer // runs while some are owed
}

func newReceipts(client publisher) *receipts {
	due := time.NewTimer(receiptWait)
	due.Stop()
	return &receipts{
		client: client, due: due,
		said: make(map[schema.Topic]store.Receipt), owed: make(map[schema.Topic]store.Receipt),
	}
}

func (r *receipts) stop() { r.due.Stop() }

// give sends those that robots wait for, and keeps the others for a moment.
func (r *receipts) give(news []store.Receipt, asked map[schema.Topic]bool) error {
	before := len(r.owed)
	for _, n := range news {
		last, said := r.said[n.Topic]
		if !said || asked[n.Topic] || n.Epoch != last.Epoch || n.Upto < last.Upto || n.Upto-last.Upto >= receiptStep {
			if err := r.send(n); err != nil {
				return err
			}
			continue
		}
		r.owed[n.Topic] = n // also when it is nothing new: a robot that sends again has missed it
	}
	if before == 0 && len(r.owed) > 0 {
		r.due.Reset(receiptWait)
	}
	return nil
}

// flush sends what is owed.
func (r *receipts) flush() error {
	for _, n := range r.owed {
		if err := r.send(n); err != nil {
			return err
		}
	}
	return nil
}

// send sends one. That it does not arrive does no harm: it is sent again with
// the next event, or when the robot says who it is.
func (r *receipts) send(n store.Receipt) error {
	data, err := schema.Encode(schema.Receipt{V: schema.Version, Epoch: n.Epoch, Upto: n.Upto})
	if err != nil {
		return err
	}
	r.client.Publish(n.Topic.String(), 1, true, data)
	r.said[n.Topic] = n
	delete(r.owed, n.Topic)
	return nil
}
