package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

const (
	// maxNamed bounds, for each robot and day, the messages kept aside that say
	// which events they are. Beyond it they are counted, and take their places.
	maxNamed = 10_000
	// maxEpochs bounds, for each robot and day, the outboxes that are new: a
	// robot makes one with a new disk only. What comes of more is counted, but
	// not stored and not receipted, so that the robot still has it.
	maxEpochs = 16
)

// refusalsTable holds what was done and not done of that.
const refusalsTable = `
CREATE TABLE refusals (
	commune  TEXT NOT NULL,
	robot    TEXT NOT NULL,
	day      TEXT NOT NULL, -- on which it came
	kept     {whole} NOT NULL, -- rows of quarantine with a number
	unkept   {whole} NOT NULL, -- messages beyond maxNamed
	epochs   {whole} NOT NULL, -- outboxes that were new
	unstored {whole} NOT NULL, -- messages of outboxes beyond maxEpochs
	PRIMARY KEY (commune, robot, day)
){keyed};
`

// sender is one robot, whatever its outbox.
type sender struct{ commune, robot string }

func (i Item) sender() sender { return sender{i.Topic.Commune, i.Topic.Robot} }

// refusal is a row of refusals.
type refusal struct {
	kept, unkept, epochs, unstored int64
	changed                        bool
}

// refusalsOf reads that of a robot and the batch's day, once.
func (b *batch) refusalsOf(ctx context.Context, of sender) (*refusal, error) {
	if t := b.refusals[of]; t != nil {
		return t, nil
	}
	t := &refusal{}
	rows, err := b.tx.QueryContext(ctx, `SELECT kept, unkept, epochs, unstored FROM refusals
		WHERE commune = ? AND robot = ? AND day = ?`, of.commune, of.robot, b.day)
	if err != nil {
		return nil, err
	}
	b.refusals[of] = t
	return t, walk(rows, func(rows *sql.Rows) error { return rows.Scan(&t.kept, &t.unkept, &t.epochs, &t.unstored) })
}

// keepRefusals writes those that changed, in an order that does not change from
// run to run.
func (b *batch) keepRefusals(ctx context.Context) error {
	rows := &sheet{
		table: "refusals",
		columns: []column{
			{"commune", text}, {"robot", text}, {"day", text}, {"kept", whole}, {"unkept", whole}, {"epochs", whole}, {"unstored", whole},
		},
		then: `ON CONFLICT (commune, robot, day) DO UPDATE SET
			kept = excluded.kept, unkept = excluded.unkept, epochs = excluded.epochs, unstored = excluded.unstored`,
	}
	var changed []sender
	for of, t := range b.refusals {
		if t.changed {
			changed = append(changed, of)
		}
	}
	slices.SortFunc(changed, func(a, b sender) int {
		return strings.Compare(a.commune+"/"+a.robot, b.commune+"/"+b.robot)
	})
	for _, of := range changed {
		t := b.refusals[of]
		rows.add(of.commune, of.robot, b.day, t.kept, t.unkept, t.epochs, t.unstored)
	}
	_, err := rows.insert(ctx, b.tx)
	return err
}

// sift reads how far the outboxes are, and takes out what is not stored: what
// only refused messages speak of may be no outbox at all.
func (b *batch) sift(ctx context.Context) (err error) {
	if b.marks, err = b.readMarks(ctx); err != nil {
		return err
	}
	out := make(map[stream]bool)
	free := make(map[stream]bool) // texts, not names
	var told []aside
	for _, s := range b.order {
		if _, known := b.marks[s]; known {
			continue
		}
		if !b.touched[s].spoken && !isEpoch(s.epoch) {
			out[s] = true
			free[s] = true
			continue
		}
		t, err := b.refusalsOf(ctx, sender{s.commune, s.robot})
		if err != nil {
			return err
		}
		t.changed = true
		if t.epochs < maxEpochs {
			t.epochs++
			continue
		}
		out[s] = true
		first := t.unstored == 0
		t.unstored += int64(len(b.touched[s].seqs) + len(b.touched[s].hellos))
		if first {
			told = append(told, b.tell(s))
		}
	}
	told = append(told, b.unnamed(free)...)
	b.leaveOut(out)
	b.asides = append(b.asides, told...)
	b.holdBack()
	return nil
}

// leaveOut takes all that speaks of some outboxes out of the batch.
func (b *batch) leaveOut(out map[stream]bool) {
	if len(out) == 0 {
		return
	}
	b.entries = slices.DeleteFunc(b.entries, func(e entry) bool { return out[e.stream] })
	b.asides = slices.DeleteFunc(b.asides, func(a aside) bool {
		return a.refused.Seq > 0 && out[a.item.stream(a.refused.Epoch)]
	})
	b.order = slices.DeleteFunc(b.order, func(s stream) bool { return out[s] })
	for s := range out {
		delete(b.touched, s)
	}
}

// tell keeps one message of an outbox that is not stored aside, for people.
func (b *batch) tell(s stream) aside {
	item := b.touched[s].first
	left := remains{Bytes: len(item.Payload), TS: item.At.In(b.store.location).Format(time.RFC3339)}
	item.Payload = left.encode()
	return aside{item: item, refused: Refused{Reason: tooManyEpochs}, always: true}
}

// unnamed are the messages of outboxes that may be none, without their names.
func (b *batch) unnamed(free map[stream]bool) (all []aside) {
	for _, a := range b.asides {
		if a.refused.Seq > 0 && free[a.item.stream(a.refused.Epoch)] {
			a.item.Payload = withoutName(a.item.Payload)
			a.refused.Epoch, a.refused.Seq = "", 0
			all = append(all, a)
		}
	}
	return all
}

// withoutName is remains of a message that does not say which event it is.
func withoutName(left []byte) []byte {
	var r remains
	if json.Unmarshal(left, &r) != nil {
		return []byte("{}")
	}
	r.Epoch, r.Seq = "", 0
	return r.encode()
}

// isEpoch says whether a name is as our outboxes draw theirs.
func isEpoch(name string) bool {
	return len(name) == 8 && strings.Trim(name, "0123456789abcdef") == ""
}
