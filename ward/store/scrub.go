package store

import (
	"context"
	"database/sql"

	"tiepdan/report/schema"
)

// kept is a message as it stands in the quarantine, or among the events.
type kept struct {
	n                       int64
	commune, robot, channel string
	epoch                   sql.NullString
	seq                     sql.NullInt64
	reason                  string
	payload                 []byte
}

// scrubRefused leaves of messages that were refused what may be kept of them:
// older programs kept them whole.
func scrubRefused(ctx context.Context, _ *Store, t tx) error {
	if err := scrubQuarantine(ctx, t); err != nil {
		return err
	}
	return inParts(ctx, t, `SELECT n, commune, robot, '', epoch, seq, '', payload FROM events
		WHERE n > ? AND kind = 'refused' ORDER BY n LIMIT ?`, func(k kept) error {
		left := remainsOf(k.payload, k.epoch.String, uint64(k.seq.Int64))
		_, err := t.ExecContext(ctx, "UPDATE events SET id = ?, payload = ? WHERE n = ?", digest(left), left, k.n)
		return err
	})
}

func scrubQuarantine(ctx context.Context, t tx) error {
	type same struct{ commune, robot, channel, hash string }
	seen := make(map[same]bool)
	return inParts(ctx, t, `SELECT n, commune, robot, channel, epoch, seq, reason, payload FROM quarantine
		WHERE n > ? ORDER BY n LIMIT ?`, func(k kept) error {
		payload := k.payload
		if kind, isEvent := schema.Channel(k.channel).Kind(); !isEvent || !decodes(kind, payload) {
			payload = remainsOf(payload, k.epoch.String, uint64(k.seq.Int64))
		}
		id := same{k.commune, k.robot, k.channel, digest(payload)}
		if seen[id] { // of two nothing is left that tells them apart
			_, err := t.ExecContext(ctx, "DELETE FROM quarantine WHERE n = ?", k.n)
			return err
		}
		seen[id] = true
		_, err := t.ExecContext(ctx, "UPDATE quarantine SET reason = ?, hash = ?, payload = ? WHERE n = ?",
			Words(k.reason), id.hash, payload, k.n)
		return err
	})
}

// scrubChannels does what ChannelName does for messages that older programs
// kept aside.
func scrubChannels(ctx context.Context, _ *Store, t tx) error {
	type same struct{ commune, robot, channel, hash string }
	seen := make(map[same]bool)
	return inParts(ctx, t, `SELECT n, commune, robot, channel, epoch, seq, reason, payload FROM quarantine
		WHERE n > ? ORDER BY n LIMIT ?`, func(k kept) error {
		name := string(ChannelName(schema.Channel(k.channel)))
		if known := name != unknownEvent && name != unknownChannel; known {
			return nil
		}
		id := same{k.commune, k.robot, name, digest(k.payload)}
		if seen[id] {
			_, err := t.ExecContext(ctx, "DELETE FROM quarantine WHERE n = ?", k.n)
			return err
		}
		seen[id] = true
		if name == k.channel {
			return nil
		}
		// One that bears this name already, and comes later, is a copy.
		_, err := t.ExecContext(ctx, "DELETE FROM quarantine WHERE commune = ? AND robot = ? AND channel = ? AND hash = ?",
			k.commune, k.robot, name, id.hash)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, "UPDATE quarantine SET channel = ? WHERE n = ?", name, k.n)
		return err
	})
}

// decodes says that a message is a whole event, which only lost its place to
// another: nothing in it can be about a person.
func decodes(kind schema.Kind, payload []byte) bool {
	_, err := schema.DecodeEvent(kind, payload)
	return err == nil
}

// inParts gives f the rows of a query with the last number and a limit.
func inParts(ctx context.Context, t tx, query string, f func(kept) error) error {
	const step = 500
	for last, more := int64(0), true; more; {
		var part []kept
		rows, err := t.QueryContext(ctx, query, last, step)
		if err != nil {
			return err
		}
		err = walk(rows, func(rows *sql.Rows) error {
			var k kept
			err := rows.Scan(&k.n, &k.commune, &k.robot, &k.channel, &k.epoch, &k.seq, &k.reason, &k.payload)
			part = append(part, k)
			return err
		})
		if err != nil {
			return err
		}
		for _, k := range part {
			if err := f(k); err != nil {
				return err
			}
			last = k.n
		}
		more = len(part) == step
	}
	return nil
}
