package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/nats-io/nats-server/v2/server"

	"tiepdan/ward/pki"
)

// retained is the stream of retained messages, and how its subjects begin.
const (
	retained       = "$MQTT_rmsgs"
	retainedPrefix = "$MQTT.rmsgs."
)

// share is how much of the limit a stream of the MQTT side may have, in
// sixteenths. A full one drops its oldest, which robots and wardd send again;
// the server's own limit would refuse everybody instead.
func share(stream string) int64 {
	switch stream {
	case "$MQTT_msgs":
		return 8 // what somebody has not taken yet
	case retained:
		return 4
	case "$MQTT_sess":
		return 2
	case "$MQTT_qos2in", "$MQTT_out":
		return 1
	}
	return 0
}

const shares = 16

// tend keeps what the broker stores within its bounds.
func (b *Broker) tend(ctx context.Context) error {
	if !b.server.JetStreamEnabled() {
		return errIll
	}
	d, closes, err := openDesk(ctx, b.server, b.word)
	if err != nil {
		return err
	}
	defer closes()
	return errors.Join(b.bound(d), b.sweep(ctx, d))
}

// bound gives each stream its limit. The server makes them when the first
// client comes, without any.
func (b *Broker) bound(d *desk) error {
	var all server.JSApiStreamListResponse
	if err := d.ask("STREAM.LIST", struct{}{}, &all); err != nil {
		return err
	}
	for _, s := range all.Streams {
		config := s.Config
		n := share(config.Name)
		if n == 0 || config.MaxBytes == b.limit/shares*n {
			continue
		}
		config.MaxBytes = b.limit / shares * n
		var done server.JSApiStreamUpdateResponse
		if err := d.ask("STREAM.UPDATE."+config.Name, config, &done); err != nil {
			return err
		}
	}
	return nil
}

// open are the branches below which a robot may write under names that it makes
// up: a robot that is newer than its ward sends more kinds of event and waits
// for their receipts, and results have the names of commands. By the contract
// nothing there is retained: what is would fill the disk, or push out what
// others need.
func open() []string { return []string{"evt", "res"} }

// sweep throws out who left retained events or results, and takes them away.
func (b *Broker) sweep(ctx context.Context, d *desk) error {
	for _, branch := range open() {
		filter := retainedPrefix + "kb.v1.*.*." + branch + ".>"
		var found server.JSApiStreamInfoResponse
		err := d.ask("STREAM.INFO."+retained, server.JSApiStreamInfoRequest{SubjectsFilter: filter}, &found)
		if server.IsNatsErr(unwrapped(err), server.JSStreamNotFoundErr) {
			return nil // nobody has come yet
		}
		if err != nil {
			return err
		}
		if found.StreamInfo == nil || len(found.State.Subjects) == 0 {
			continue
		}
		b.blame(ctx, found.State.Subjects)
		for subject := range found.State.Subjects {
			if err := d.forget(subject, b.server.NodeName()); err != nil {
				return err
			}
		}
	}
	return nil
}

// forget takes a retained message away as the server itself does when an empty
// one comes: it stores that, and every node drops both when it reads it. What is
// only purged from the stream would stay in the nodes' memory.
func (d *desk) forget(subject, node string) error {
	head := "NATS/1.0\r\nNmqtt-RFlags:-0\r\nNmqtt-ROrigin:" + node + "\r\n\r\n"
	data, err := d.request(fmt.Sprintf("HPUB %s %s %d %d\r\n%s", subject, inbox, len(head), len(head), head))
	if err == nil {
		err = check(data)
	}
	if err != nil {
		return fmt.Errorf("cannot take %s away: %w", subject, err)
	}
	return nil
}

func unwrapped(err error) error {
	if e, ok := errors.AsType[*server.ApiError](err); ok {
		return e
	}
	return err
}

// blame throws out the robots below whose topics something was.
func (b *Broker) blame(ctx context.Context, subjects map[string]uint64) {
	who := make(map[string]int)
	for subject := range subjects {
		if parts := strings.Split(strings.TrimPrefix(subject, retainedPrefix), "."); len(parts) > 4 {
			who[pki.RobotOf(parts[2], parts[3]).ClientID()]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(who)) {
		b.logger.LogAttrs(ctx, slog.LevelWarn, "a robot left retained events in the broker; they are taken away, and it is thrown out",
			slog.String("client", name), slog.Int("topics", who[name]))
		if b.gate != nil {
			b.gate.throwOut(name)
		}
	}
}
