package base

import (
	"context"

	"github.com/bluenviron/gomavlib/v3/pkg/message"
)

// inboxLen holds what the base says in a burst.
const inboxLen = 64

// inbox hands messages of one service to whoever uses that, one at a time. The
// channel is made once: what comes while nobody listens is thrown away by the
// next one.
type inbox struct {
	turn  chan struct{} // holds one token
	words chan message.Message
}

func newInbox() inbox {
	b := inbox{turn: make(chan struct{}, 1), words: make(chan message.Message, inboxLen)}
	b.turn <- struct{}{}
	return b
}

func (b *inbox) deliver(m message.Message) {
	select {
	case b.words <- m:
	default: // nobody listens, or a flood: it is asked for again
	}
}

// begin waits for the turn.
func (b *inbox) begin(ctx context.Context) (end func(), err error) {
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-b.turn:
	}
	for {
		select {
		case <-b.words:
		default:
			return func() { b.turn <- struct{}{} }, nil
		}
	}
}
