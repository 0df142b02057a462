package main

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/crypto/bcrypt"

	"tiepdan/kiosk"
)

// The wait after a wrong PIN doubles from the one to the other.
const (
	unlockWaitFirst = time.Second
	unlockWaitMost  = 5 * time.Minute
)

// unlock checks technicians' PINs at the screen, one at a time, slower after
// each that is wrong.
type unlock struct {
	hash   []byte
	tried  chan string
	post   func(kiosk.Msg)
	refuse func()
	logger *slog.Logger
}

func newUnlock(hash string, post func(kiosk.Msg), refuse func(), logger *slog.Logger) *unlock {
	return &unlock{hash: []byte(hash), tried: make(chan string), post: post, refuse: refuse, logger: logger}
}

// try checks a PIN. One that comes while another is checked, or before the wait
// is over, is refused unseen: it must not open the page later, when somebody else
// may stand there.
func (u *unlock) try(pin string) {
	select {
	case u.tried <- pin:
	default:
		u.refuse()
	}
}

// Run checks what is tried until ctx ends.
func (u *unlock) Run(ctx context.Context) error {
	wait := unlockWaitFirst
	for {
		select {
		case <-ctx.Done():
			return nil
		case pin := <-u.tried:
			if bcrypt.CompareHashAndPassword(u.hash, []byte(pin)) == nil {
				wait = unlockWaitFirst
				u.post(kiosk.TechnicianEntered{})
				continue
			}
			u.logger.LogAttrs(ctx, slog.LevelWarn, "a wrong technician's PIN was entered at the screen", slog.Duration("next_after", wait))
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(wait):
			}
			wait = min(2*wait, unlockWaitMost)
			u.refuse()
		}
	}
}
