package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Norms are what the ward promises. Nothing is promised until the ward says so.
type Norms struct {
	WaitMin  int `json:"wait_min"`  // to be called within; 0 while none is set
	ServeMin int `json:"serve_min"` // to be served within; 0 while none is set
}

// ErrNorms says that a norm is out of its range.
var ErrNorms = errors.New("a norm is not 0 to 480 minutes")

// OptionStore keeps the ward's own settings as texts by name.
type OptionStore interface {
	Option(ctx context.Context, name string) (value string, found bool, err error)
	SetOption(ctx context.Context, name, value string, e Entry) error
}

// Options are the settings that leaders change on the page.
type Options struct{ Store OptionStore }

const (
	optionRule  = "alert-rule"
	optionNorms = "norms"
)

// Rule is the rule of alerts.
func (s *Options) Rule(ctx context.Context) (Rule, error) {
	r := FirstRule()
	err := s.get(ctx, optionRule, &r)
	return r, err
}

// SetRule changes the rule of alerts; that is for leaders of all communes.
func (s *Options) SetRule(ctx context.Context, by Actor, r Rule, at time.Time) error {
	if err := r.Check(); err != nil {
		return err
	}
	return s.set(ctx, by, optionRule, r, at)
}

// Norms are the ward's norms.
func (s *Options) Norms(ctx context.Context) (Norms, error) {
	var n Norms
	err := s.get(ctx, optionNorms, &n)
	return n, err
}

// SetNorms changes the ward's norms; that is for leaders of all communes.
func (s *Options) SetNorms(ctx context.Context, by Actor, n Norms, at time.Time) error {
	if min(n.WaitMin, n.ServeMin) < 0 || max(n.WaitMin, n.ServeMin) > 480 {
		return ErrNorms
	}
	return s.set(ctx, by, optionNorms, n, at)
}

func (s *Options) get(ctx context.Context, name string, into any) error {
	text, found, err := s.Store.Option(ctx, name)
	if err != nil || !found {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("cannot read the setting %s: %w", name, err)
	}
	return nil
}

func (s *Options) set(ctx context.Context, by Actor, name string, value any, at time.Time) error {
	if !by.User.Heads() {
		return ErrRights
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return s.Store.SetOption(ctx, name, string(text), by.did(at, "setting", name+" "+string(text)))
}
