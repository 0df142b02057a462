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
		for _, part := range r.takeApart(ctx, messages) {
			select {
			case batches <- r.readAll(ctx, part):
			case <-ctx.Done():
				return
			}
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
	for size := len(messages[0].Payload()); len(messages) < batchSize && size < batchBytes; {
		select {
		case m := <-queue:
			messages, size = append(messages, m), size+len(m.Payload())
		case <-enough.C:
			return messages
		case <-ctx.Done():
			return nil
		}
	}
	return messages
}

// piece is what is read by itself: a message, or one event of a bundle.
type piece struct {
	topic   schema.Topic // where an event of a bundle would have come alone
	payload []byte
	kind    schema.Kind // of an event
	isEvent bool
	bundled bool
	event   schema.Event
	err     error
}

// readAll reads messages. Events are decoded on all processors; what changes
// the present is taken in order.
func (r *Receiver) readAll(ctx context.Context, of part) batch {
	decodeAll(of.pieces)
	b := batch{messages: of.messages, items: make([]store.Item, 0, len(of.pieces)), asked: make(map[schema.Topic]bool)}
	var refused complaints
	for i := range of.pieces {
		item, worth := r.read(&of.pieces[i])
		if !worth {
			continue
		}
		if item.Refused != nil {
			refused.add(item.Topic, item.Refused.Reason)
		}
		if item.Hello != nil {
			b.asked[item.Topic.On(schema.ChannelAck)] = true
		}
		b.items = append(b.items, item)
	}
	refused.log(ctx, r.options.Logger)
	return b
}

// part is messages that are committed together, and their pieces in order.
type part struct {
	messages []mqtt.Message
	pieces   []piece
}

// takeApart gives the pieces of messages in parts of batchPieces at most: bytes
// do not bound them, a bundle of nothing but brackets has many. What one
// message says stays together, because it is acknowledged as one.
func (r *Receiver) takeApart(ctx context.Context, messages []mqtt.Message) []part {
	var parts []part
	pieces := make([]piece, 0, len(messages))
	first, began := 0, 0 // message and piece with which the part begins
	nobody := 0
	for i, m := range messages {
		before := len(pieces)
		topic, err := schema.ParseTopic(m.Topic())
		if err != nil {
			// No robot of ours can have such a topic, so there is nobody to show it for.
			nobody++
			continue
		}
		pieces = piecesOf(topic, m.Payload(), pieces)
		if i > first && len(pieces)-began > batchPieces {
			parts = append(parts, part{messages[first:i], pieces[began:before:before]})
			first, began = i, before
		}
	}
	if nobody > 0 {
		r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "messages of nobody", slog.Int("messages", nobody))
	}
	return append(parts, part{messages[first:], pieces[began:]})
}

// piecesOf adds those of one message.
func piecesOf(topic schema.Topic, payload []byte, pieces []piece) []piece {
	if topic.Channel != schema.ChannelBundle {
		p := piece{topic: topic, payload: payload}
		p.kind, p.isEvent = topic.Channel.Kind()
		return append(pieces, p)
	}
	all, err := schema.SplitBundle(payload)
	if err != nil {
		pieces = append(pieces, piece{topic: topic, payload: payload, err: err})
	}
	for _, one := range all {
		pieces = append(pieces, piece{topic: topic.On(one.Channel()), payload: one.Data, kind: one.Kind, isEvent: true, bundled: true})
	}
	return pieces
}

// decodeAll decodes the events among pieces.
func decodeAll(pieces []piece) {
	const least = 32 // below this a goroutine costs more than it saves
	var group sync.WaitGroup
	part := max(least, (len(pieces)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for from := part; from < len(pieces); from += part {
		to := min(from+part, len(pieces))
		group.Go(func() { decodeEvents(pieces[from:to]) })
	}
	decodeEvents(pieces[:min(part, len(pieces))])
	group.Wait()
}

func decodeEvents(pieces []piece) {
	for i := range pieces {
		switch p := &pieces[i]; {
		case p.bundled:
			p.event, p.err = schema.Packed{Kind: p.kind, Data: p.payload}.Decode()
		case p.isEvent:
			p.event, p.err = schema.DecodeEvent(p.kind, p.payload)
		}
	}
}

// read makes of a piece what the store keeps, if it keeps anything of it.
func (r *Receiver) read(p *piece) (item store.Item, worth bool) {
	item = store.Item{Topic: p.topic, At: r.options.Clock(), Payload: p.payload}
	err := p.err
	switch {
	case len(p.payload) == 0:
		return item, false // a retained message that was cleared
	case err != nil:
	case p.isEvent:
		item.Event = &p.event
		return item, true
	case p.topic.Channel == schema.ChannelInfo:
		var i schema.Info
		if i, err = schema.Decode[schema.Info](p.payload); err == nil {
			r.options.Now.Info(p.topic, i)
			item.Hello = &store.Hello{Epoch: i.Epoch, First: i.First}
			return item, true
		}
	default:
		if err = r.present(p, item.At); err == nil {
			return item, false
		}
	}
	item.Refused = refuse(p, err)
	return item, true
}

// present takes what only the present is told of.
func (r *Receiver) present(p *piece, at time.Time) error {
	switch p.topic.Channel {
	case schema.ChannelState:
		s, err := schema.Decode[schema.State](p.payload)
		if err == nil {
			r.options.Now.State(p.topic, s, at)
			r.options.Lines.State(p.topic, s)
		}
		return err
	case schema.ChannelUpdated:
		u, err := schema.Decode[schema.Updated](p.payload)
		if err == nil {
			r.options.Now.Updated(p.topic, u)
		}
		return err
	case schema.ChannelStatus: // a good one went past the queue, as a good line
		_, err := schema.Decode[schema.Status](p.payload)
		return err
	case schema.ChannelLine:
		_, err := schema.Decode[schema.Line](p.payload)
		return err
	case schema.ChannelFloor:
		_, err := schema.Decode[schema.Floor](p.payload)
		return err
	default:
		return errors.New("the contract has no such channel")
	}
}

// refuse keeps the place that a refused event has in its sequence. A bundle
// that cannot be taken apart has none: its events come again, one by one.
func refuse(p *piece, err error) *store.Refused {
	r := &store.Refused{Reason: store.Words(err.Error())}
	if p.bundled || p.topic.Channel.IsEvent() && p.topic.Channel != schema.ChannelBundle {
		r.Epoch, r.Seq, _ = schema.SniffHeader(p.payload)
	}
	return r
}
