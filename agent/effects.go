package agent

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/kiosk"
)

// Bounds of the workers. A full queue is answered at once as a failure.
const (
	speakQueue   = 8
	speakTimeout = 60 * time.Second
)

// jobs is a bounded queue that never blocks its sender.
type jobs[T any] struct{ ch chan T }

func newJobs[T any](n int) jobs[T] { return jobs[T]{ch: make(chan T, n)} }

func (j jobs[T]) add(v T) bool {
	select {
	case j.ch <- v:
		return true
	default:
		return false
	}
}

// perform starts effects. It runs in the loop and must not wait.
func (a *Agent) perform(ctx context.Context, effects []kiosk.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case kiosk.PrintTicket, kiosk.PrintSlip:
			a.toPaper(e)
		case kiosk.Speak:
			a.toVoice(e)
		case kiosk.Listen, kiosk.EndSpeech, kiosk.StopListening:
			a.attend(ctx, e)
		case kiosk.Music:
			if m, ok := a.o.Voice.(Musician); ok {
				m.Music(e.On)
			}
		case kiosk.Reply:
			a.answer(e.Request, e.Err)
		case kiosk.Publish: // in the outbox since the commit
		case kiosk.StartMission, kiosk.ProceedMission, kiosk.CancelMission, kiosk.ResumeMotion, kiosk.HoldMotion, kiosk.KeepStill:
			a.move(ctx, e)
		case kiosk.EditFloor:
			a.editFloor(e)
		}
	}
}

func (a *Agent) toVoice(e kiosk.Speak) {
	if a.o.Voice == nil || !a.speak.add(e) {
		a.Post(kiosk.Spoken{ID: e.ID, Reason: "no voice, or too many sentences wait for it"})
	}
}

func (a *Agent) move(ctx context.Context, e kiosk.Effect) {
	b := a.o.Base
	start, starting := e.(kiosk.StartMission)
	switch {
	case b == nil && starting:
		a.Post(kiosk.MissionChanged{Mission: start.Mission.ID, Phase: kiosk.PhaseFailed, Reason: "no base"})
		return
	case b == nil:
		return
	}
	switch e := e.(type) {
	case kiosk.StartMission:
		if err := b.Start(e.Mission); err != nil {
			a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "the robot refused a mission", slog.String("mission", e.Mission.ID), slog.String("error", err.Error()))
			a.Post(kiosk.MissionChanged{Mission: e.Mission.ID, Phase: kiosk.PhaseFailed, Reason: err.Error()})
		}
	case kiosk.ProceedMission:
		b.Proceed(e.ID)
	case kiosk.CancelMission:
		b.Cancel(e.ID)
	case kiosk.ResumeMotion:
		b.Resume()
	case kiosk.HoldMotion:
		b.Hold(e.On)
	case kiosk.KeepStill:
		b.KeepStill(e.On)
	default:
	}
}

func (a *Agent) saySentences(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-a.speak.ch:
			timed, cancel := context.WithTimeout(ctx, speakTimeout)
			err := a.o.Voice.Say(timed, s)
			cancel()
			done := kiosk.Spoken{ID: s.ID}
			if err != nil {
				done.Reason = err.Error()
				a.o.Logger.LogAttrs(ctx, slog.LevelWarn, "a sentence was not spoken", slog.String("id", s.ID), slog.String("error", err.Error()))
			}
			if ctx.Err() == nil {
				a.Post(done)
			}
		}
	}
}
