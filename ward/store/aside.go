package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// quarantine writes what is kept aside. It is rare, so each has its statement.
func (b *batch) quarantine(ctx context.Context) error {
	nameless := make(map[sender]int64) // kept of each
	for _, a := range b.asides {
		of := a.item.sender()
		n, counted := nameless[of]
		switch {
		case a.always:
			if _, err := b.keep(ctx, a); err != nil {
				return err
			}
			continue
		case a.refused.Seq > 0:
			if err := b.keepNamed(ctx, a); err != nil {
				return err
			}
			continue
		case !counted:
			if err := b.tx.QueryRowContext(ctx, namelessKept, of.commune, of.robot).Scan(&n); err != nil {
				return err
			}
			nameless[of] = n
		}
		if n < maxNameless {
			kept, err := b.keep(ctx, a)
			if err != nil {
				return err
			}
			nameless[of] += kept
		}
	}
	return b.keepRefusals(ctx)
}

func (b *batch) keepNamed(ctx context.Context, a aside) error {
	t, err := b.refusalsOf(ctx, a.item.sender())
	if err != nil {
		return err
	}
	t.changed = true
	if t.kept >= maxNamed {
		t.unkept++
		return nil
	}
	kept, err := b.keep(ctx, a)
	t.kept += kept
	return err
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
		a.item.Topic.Commune, a.item.Topic.Robot, string(ChannelName(a.item.Topic.Channel)), epoch, seq, Words(a.refused.Reason),
		a.item.At.UnixMilli(), digest(a.item.Payload), a.item.Payload)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}
