package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	recallWait = 10 * time.Second
	recallStep = 5 * time.Millisecond
	// recallMark is a topic that nobody uses, see Recalled.
	recallMark = retainedPrefix + "kb.v1.recalled"
)

// Recalled waits until the server has at hand the retained messages that are on its
// disk. It reads them in the background when the first client comes after a start, and
// whoever subscribes meanwhile gets those that it has read so far, and never the rest.
// Call it with a client connected, before that subscribes.
func (b *Broker) Recalled(ctx context.Context) error {
	if err := b.recalled(ctx); err != nil {
		return fmt.Errorf("cannot wait for what the broker has kept: %w", err)
	}
	return nil
}

func (b *Broker) recalled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, recallWait)
	defer cancel()
	d, closes, err := openDesk(ctx, b.server, b.word)
	if err != nil {
		return err
	}
	defer closes()
	var kept server.JSApiStreamInfoResponse
	err = d.ask("STREAM.INFO."+retained, struct{}{}, &kept)
	if err != nil || kept.StreamInfo == nil || kept.State.Msgs == 0 {
		return err
	}
	for {
		var readers server.JSApiConsumerListResponse
		if err := d.ask("CONSUMER.LIST."+retained, struct{}{}, &readers); err != nil {
			return err
		}
		if newest(readers.Consumers) >= kept.State.Msgs {
			break
		}
		select {
		case <-time.After(recallStep):
		case <-ctx.Done():
			return errors.Join(errors.New("it has not read all of it back"), context.Cause(ctx))
		}
	}
	// What was read is on its way within the server. The answer to a message to the
	// same stream goes the same way, behind it.
	return d.forget(recallMark, b.server.NodeName())
}

// newest is how much the newest reader has got: those of earlier starts end by
// themselves.
func newest(readers []*server.ConsumerInfo) uint64 {
	var last *server.ConsumerInfo
	for _, c := range readers {
		if last == nil || c.Created.After(last.Created) {
			last = c
		}
	}
	if last == nil {
		return 0
	}
	return last.Delivered.Consumer
}
