package broker

import (
	"context"

	"github.com/nats-io/nats-server/v2/server"
)

// WithRoom tries the disk in another way.
func (o Options) WithRoom(room func(dir string) error) Options {
	o.room = room
	return o
}

// Sicken says what the server's log says of a failing disk.
func (b *Broker) Sicken() { b.ill <- struct{}{} }

// Bounds are the limits of the streams.
func (b *Broker) Bounds(ctx context.Context) (map[string]int64, error) {
	d, closes, err := openDesk(ctx, b.server, b.word)
	if err != nil {
		return nil, err
	}
	defer closes()
	var all server.JSApiStreamListResponse
	if err := d.ask("STREAM.LIST", struct{}{}, &all); err != nil {
		return nil, err
	}
	bounds := make(map[string]int64)
	for _, s := range all.Streams {
		bounds[s.Config.Name] = s.Config.MaxBytes
	}
	return bounds, nil
}
