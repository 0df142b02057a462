package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxNameless bounds, for each robot, the messages kept aside that say of no
// event which one they are: those can repeat for ever with small changes.
const maxNameless = 200

// quarantine writes what is kept aside. It is rare, so each has its statement.
func (b *batch) quarantine(ctx context.Context) error {
	for _, a := range b.asides {
		var epoch, seq any
		if a.refused.Seq > 0 {
			epoch, seq = a.refused.Epoch, int64(a.refused.Seq)
		} else if full, err := b.full(ctx, a.item); err != nil {
			return err
		} else if full {
			continue
		}
		_, err := b.tx.ExecContext(ctx, `INSERT INTO quarantine
			(commune, robot, channel, epoch, seq, reason, received_ms, hash, payload)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			a.item.Topic.Commune, a.item.Topic.Robot, clean(string(a.item.Topic.Channel)), epoch, seq, Words(a.refused.Reason),
			a.item.At.UnixMilli(), digest(a.item.Payload), a.item.Payload)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) full(ctx context.Context, item Item) (bool, error) {
	var n int
	err := b.tx.QueryRowContext(ctx, `SELECT count(*) FROM quarantine WHERE commune = ? AND robot = ? AND seq IS NULL`,
		item.Topic.Commune, item.Topic.Robot).Scan(&n)
	return n >= maxNameless, err
}

// clean keeps a message that is no text from being refused by the database
// for ever.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}
