package doctor_test

import (
	"context"
	"fmt"
	"io/fs"
	"testing"
	"time"

	"tiepdan/agent/doctor"
)

func store(f doctor.StoreFacts, err error) func(*testing.T) doctor.Check {
	return always(doctor.Store{
		Look: func(context.Context) (doctor.StoreFacts, error) { return f, err }, Now: func() time.Time { return noon }, Reports: true,
	}.Check())
}

func storeOnes() []provoked {
	return []provoked{
		{"database.none", store(doctor.StoreFacts{}, fmt.Errorf("cannot open: %w", fs.ErrNotExist))},
		{"database.unreadable", store(doctor.StoreFacts{}, errBroken)},
		{"database.corrupt", store(doctor.StoreFacts{Damage: []string{"row 7 missing from index"}}, nil)},
		{"outbox.unknown", store(doctor.StoreFacts{}, errBroken)},
		{"outbox.backlog", store(doctor.StoreFacts{Waiting: 5000, Oldest: noon.Add(-time.Minute)}, nil)},
		{"outbox.backlog", store(doctor.StoreFacts{Waiting: 3, Oldest: noon.Add(-2 * time.Hour)}, nil)},
		{"outbox.stuck", store(doctor.StoreFacts{Waiting: 3, Oldest: noon.AddDate(0, 0, -4)}, nil)},
		{"outbox.none", always(doctor.Store{Look: func(context.Context) (doctor.StoreFacts, error) { return doctor.StoreFacts{}, nil }, Now: time.Now}.Check())},
	}
}

func models(wanted bool, err error, all ...doctor.Model) func(*testing.T) doctor.Check {
	return always(doctor.Models{Wanted: wanted, Verify: func(context.Context) ([]doctor.Model, error) { return all, err }}.Check())
}

func modelOnes() []provoked {
	return []provoked{
		{"models.unreadable", models(true, fs.ErrPermission)},
		{"models.corrupt", models(true, nil, doctor.Model{Name: "vi", Kind: "asr", Err: errBroken})},
		{"models.deaf", models(true, nil, doctor.Model{Name: "silero", Kind: "vad"})},
		{"models.asleep", always(doctor.Models{
			Verify: func(context.Context) ([]doctor.Model, error) { return nil, nil }, Wake: func() error { return errBroken },
		}.Check())},
		{"models.none", models(false, nil)},
	}
}

func TestWellStoreAndModelsPass(t *testing.T) {
	t.Parallel()
	passes(t, store(doctor.StoreFacts{Rows: 7}, nil)(t))
	passes(t, store(doctor.StoreFacts{Rows: 7, Waiting: 2, Oldest: noon.Add(-time.Second)}, nil)(t))
	passes(t, models(true, nil, doctor.Model{Name: "silero", Kind: "vad"}, doctor.Model{Name: "vi", Kind: "asr"})(t))
}
