package kiosk_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
)

// TestOfficeWalks are TestProperties in a busy office: people come all the
// time, and what officials do mostly fits.
func TestOfficeWalks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(24) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, rand.New(rand.NewPCG(seed, 5)))
			for range 150 {
				w.at = w.at.Add(time.Duration(w.r.IntN(8000)) * time.Millisecond)
				switch w.r.IntN(60) {
				case 0: // a pause, or the next day
					w.at = w.at.Add(time.Duration(w.r.IntN(14*60)) * time.Minute)
				case 1: // the clock is corrected
					back := -time.Duration(w.r.IntN(50*60)) * time.Second
					w.at, w.issued = w.at.Add(back), w.issued.Add(back)
				}
				w.office()
			}
		})
	}
}

// office sends what fits.
func (w *walk) office() {
	w.t.Helper()
	if w.r.IntN(3) == 0 {
		w.comes()
		return
	}
	door := drawn(w, 1, 3)
	tk, busy := w.m.Line.At(door)
	switch {
	case w.r.IntN(8) == 0:
		w.send(kiosk.Undo{Request: "r", Door: door, Seen: tk.ID})
	case w.r.IntN(6) == 0:
		w.send(drawn(w, w.counter, w.counter, w.desk)())
	case w.r.IntN(9) == 0:
		w.recalls(door, tk.ID)
	case w.r.IntN(10) == 0:
		w.send(kiosk.SetDoor{Request: "r", Door: door, State: queue.DoorOpen})
	case !busy:
		w.send(kiosk.CallNext{Request: "r", Door: door})
	default:
		w.send(drawn[kiosk.Msg](
			w,
			kiosk.CloseVisit{Request: "r", Door: door, Seen: tk.ID},
			kiosk.CloseVisit{Request: "r", Door: door, Seen: tk.ID},
			kiosk.MarkNoShow{Request: "r", Door: door, Seen: tk.ID},
			kiosk.Hold{Request: "r", Door: door, Seen: tk.ID},
			kiosk.Transfer{Request: "r", Door: door, Seen: tk.ID, ToDoor: 4 - door},
			kiosk.Transfer{Request: "r", Door: door, Seen: tk.ID, ToService: drawn(w, "cert", "civil")},
			kiosk.PlanVisit{Request: "r", Door: door, Ticket: tk.ID, Services: []string{"cert"}},
			kiosk.Recall{Request: "r", Door: door, Seen: tk.ID},
		))
	}
}

// comes lets somebody take a ticket, or leave the screen to the next one.
func (w *walk) comes() {
	w.t.Helper()
	v := w.m.View()
	if v.Screen != kiosk.ScreenHome {
		shown, _ := w.shown(1)
		w.send(kiosk.Dismissed{Screen: v.Screen, Ticket: shown})
		w.send(kiosk.Woken{Lang: kiosk.Vi})
		return
	}
	if w.r.IntN(3) == 0 {
		w.send(kiosk.ClassPicked{Class: drawn(w, "", "old", "ill")})
	}
	id := "o" + strconv.Itoa(w.n)
	w.send(kiosk.ServicePicked{Service: drawn(w, "cert", "cert", "civil"), ID: id, Token: "t", Then: []string{"civil", "cert"}[:max(0, w.r.IntN(5)-2)]})
	if len(w.jobs) > 0 {
		w.send(kiosk.Printed{Job: w.jobs[len(w.jobs)-1]})
	}
	w.send(kiosk.Dismissed{Screen: kiosk.ScreenTicket, Ticket: id})
}

// recalls brings somebody back who is held or was missed.
func (w *walk) recalls(door int, seen string) {
	w.t.Helper()
	for _, tk := range w.m.Line.Live {
		switch {
		case tk.State == queue.Held && w.r.IntN(2) == 0:
			w.send(kiosk.Resume{Request: "r", Door: door, Ticket: tk.ID})
		case tk.State == queue.NoShow && w.r.IntN(2) == 0:
			w.send(kiosk.TakeBack{Request: "r", Door: door, Ticket: tk.ID})
		case tk.State == queue.Held || tk.State == queue.NoShow:
			w.send(kiosk.Pick{Request: "r", Door: door, Seen: seen, Ticket: tk.ID})
		default:
			continue
		}
		return
	}
}
