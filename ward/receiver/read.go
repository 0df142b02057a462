package receiver

import (
	"context"
	"errors"
	"log/slog"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"tiepdan/report/schema"
	"tiepdan/ward/store"
)

// read makes of a message what the store keeps, if it keeps anything of it.
func (r *Receiver) read(ctx context.Context, m mqtt.Message) (item store.Item, worth bool) {
	topic, err := schema.ParseTopic(m.Topic())
	if err != nil {
		// No robot of ours can have such a topic, so there is nobody to show it for.
		r.options.Logger.LogAttrs(ctx, slog.LevelWarn, "message of nobody", slog.Any("error", err))
		return store.Item{}, false
	}
	item = store.Item{Topic: topic, At: time.Now(), Payload: m.Payload()}
	switch kind, isEvent := topic.Channel.Kind(); {
	case isEvent:
		var e schema.Event
		if e, err = schema.DecodeEvent(kind, m.Payload()); err == nil {
			item.Event = &e
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
