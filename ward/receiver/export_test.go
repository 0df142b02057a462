package receiver

import (
	"context"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// Publisher is publisher.
type Publisher = publisher

// Pass is what a connection does with the messages that came over it.
func (r *Receiver) Pass(ctx context.Context, client Publisher, queue <-chan mqtt.Message) error {
	return r.pass(ctx, client, queue)
}

// Waiting is how long the queue of a connection is.
const Waiting = waiting

// BatchPieces is how much is committed together at most.
const BatchPieces = batchPieces
