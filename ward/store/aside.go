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

// namelessKept counts them for one robot, from the index of them alone.
const namelessKept = `SELECT count(*) FROM quarantine WHERE commune = ? AND robot = ? AND seq IS NULL`

// namelessIndex is that index. One robot can send thousands of such messages in
// one batch: none may cost a look at the rows that it has already.
const namelessIndex = `
CREATE INDEX quarantine_nameless ON quarantine (commune, robot, seq) WHERE seq IS NULL;
`

// sender is one robot, whatever its outbox.
type sender struct{ commune, robot string }

func (i Item) sender() sender { return sender{i.Topic.Commune, i.Topic.Robot} }

// quarantine writes what is kept aside. It is rare, so each has its statement.
func (b *batch) quarantine(ctx context.Context) error {
	nameless := make(map[sender]int64) // kept of each
	for _, a := range b.asides {
		if a.refused.Seq > 0 {
			if _, err := b.keep(ctx, a); err != nil {
				return err
			}
			continue
		}
		of := a.item.sender()
		n, counted := nameless[of]
		if !counted {
			if err := b.tx.QueryRowContext(ctx, namelessKept, of.commune, of.robot).Scan(&n); err != nil {
				return err
			}
		}
		if n < maxNameless {
			kept, err := b.keep(ctx, a)
			if err != nil {
				return err
			}
			n += kept
		}
		nameless[of] = n
	}
	return nil
}

// keep writes one message, and says how many rows that made: none of a copy.
func (b *batch) keep(ctx context.Context, a aside) (rows int64, err error) {
	var epoch, seq any
	if a.refused.Seq > 0 {
		epoch, seq = a.refused.Epoch, int64(a.refused.Seq)
	}
	done, err := b.tx.ExecContext(ctx, `INSERT INTO quarantine
		(commune, robot, channel, epoch, seq, reason, received_ms, hash, payload)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.item.Topic.Commune, a.item.Topic.Robot, clean(string(a.item.Topic.Channel)), epoch, seq, Words(a.refused.Reason),
		a.item.At.UnixMilli(), digest(a.item.Payload), a.item.Payload)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
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
