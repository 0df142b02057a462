package receiver

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// batch is what is committed together.
type batch struct {
	messages []mqtt.Message
	items    []store.Item
	// asked are robots that wait for a receipt before they send.
	asked map[schema.Topic]bool
}

// gatherAll gathers batches until ctx ends.
func (r *Receiver) gatherAll(ctx context.Context, queue <-chan mqtt.Message, batches chan<- batch) {
	for {
		messages := gather(ctx, queue)
		if len(messages) == 0 {
			return
		}
		select {
		case batches <- r.readAll(ctx, messages):
		case <-ctx.Done():
			return
		}
	}
}

// gather waits for a message, and then for more, but not for long. It gives
// none when ctx has ended.
func gather(ctx context.Context, queue <-chan mqtt.Message) []mqtt.Message {
	var messages []mqtt.Message
	select {
	case m := <-queue:
		messages = append(messages, m)
	case <-ctx.Done():
		return nil
	}
	enough := time.NewTimer(batchWait)
	defer enough.Stop()
	for len(messages) < batchSize {
		select {
		case m := <-queue:
			messages = append(messages, m)
		case <-enough.C:
			return messages
		case <-ctx.Done():
			return nil
		}
	}
	return messages
}

// decoded is an event that was read, or why not.
type decoded struct {
	event schema.Event
	err   error
}

// readAll reads messages. Events are decoded on all processors; what changes
// the present is taken in order.
func (r *Receiver) readAll(ctx context.Context, messages []mqtt.Message) batch {
	b := batch{messages: messages, items: make([]store.Item, 0, len(messages)), asked: make(map[schema.Topic]bool)}
	events := decodeAll(messages)
	for i, m := range messages {
		item, worth := r.read(ctx, m, events[i])
		if !worth {
			continue
		}
		if item.Hello != nil {
			b.asked[item.Topic.On(schema.ChannelAck)] = true
		}
		b.items = append(b.items, item)
	}
	return b
}

// decodeAll decodes the events among messages.
func decodeAll(messages []mqtt.Message) []decoded {
	const least = 32 // below this a goroutine costs more than it saves
	events := make([]decoded, len(messages))
	var group sync.WaitGroup
	part := max(least, (len(messages)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for from := part; from < len(messages); from += part {
		to := min(from+part, len(messages))
		group.Go(func() { decodeEvents(messages[from:to], events[from:to]) })
	}
	to := min(part, len(messages))
	decodeEvents(messages[:to], events[:to])
	group.Wait()
	return events
}

func decodeEvents(messages []mqtt.Message, into []decoded) {
	for i, m := range messages {
		topic, err := schema.ParseTopic(m.Topic())
		if err != nil {
			continue // read says so
		}
		if kind, isEvent := topic.Channel.Kind(); isEvent {
			into[i].event, into[i].err = schema.DecodeEvent(kind, m.Payload())
		}
	}
}

// read makes of a message what the store keeps, if it keeps anything of it.
func (r *Receiver) read(ctx context.Context, m mqtt.Message, d decoded) (item store.Item, worth bool) {
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		// No robot of ours can have such a topic, so there is nobody to show it for.
		r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "message of nobody", slog.Any("error", err))
		return store.Item{}, false
	}
	item = store.Item{Topic: topic, At: time.Now(), Payload: m.Payload()}
	switch _, isEvent := topic.Channel.Kind(); {
	case isEvent:
		if err = d.err; err == nil {
			item.Event = &d.event
			return item, true
		}
	case topic.Channel == schema.ChannelState:
		var s schema.State
		if s, err = schema.Decode[schema.State](m.Payload()); err == nil {
			r.options.Now.State(topic, s, item.At)
			r.options.Lines.State(topic, s)
			return item, false
		}
	case topic.Channel == schema.ChannelInfo:
		var i schema.Info
		if i, err = schema.Decode[schema.Info](m.Payload()); err == nil {
			r.options.Now.Info(topic, i)
			item.Hello = &store.Hello{Epoch: i.Epoch, First: i.First}
			return item, true
		}
	case topic.Channel == schema.ChannelStatus:
		_, err = schema.Decode[schema.Status](m.Payload())
	case topic.Channel == schema.ChannelLine:
		_, err = schema.Decode[schema.Line](m.Payload())
	default:
		err = errors.New("the contract has no such channel")
	}
	if len(m.Payload()) == 0 {
		return item, false // a retained message that was cleared
	}
	item.Refused = refuse(topic, m.Payload(), err)
	r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "message kept aside",
		slog.String("topic", m.Topic()), slog.Any("error", err))
	return item, true
}

// refuse keeps the place that a refused event has in its sequence.
func refuse(topic schema.Topic, payload []byte, err error) *store.Refused {
	r := &store.Refused{Reason: err.Error()}
	if topic.Channel.IsEvent() {
		r.Epoch, r.Seq, _ = schema.SniffHeader(payload)
	}
	return r
}
