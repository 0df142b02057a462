package command

import (
	"context"
	"fmt"

	"tiepdan/report/schema"
)

// Configure puts settings before a robot. They stay there, for a robot that is
// away; their revision must be above that of those before. What the robot says
// to them is Reported.
func (s *Sender) Configure(ctx context.Context, to schema.Topic, settings schema.Settings) error {
	to = to.On("")
	topic, data, err := schema.SignSettings(s.options.Key, to, settings)
	if err != nil {
		return err
	}
	s.mu.Lock()
	link := s.link
	s.mu.Unlock()
	if link == nil {
		return fmt.Errorf("cannot configure %s: %w", to.Robot, ErrAway)
	}
	if err := link.publish(ctx, topic.String(), true, data); err != nil {
		return fmt.Errorf("cannot configure %s: %w", to.Robot, err)
	}
	return nil
}

// Reported is what a robot has said last of its settings.
func (s *Sender) Reported(to schema.Topic) (schema.Reported, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.reported[to.On("")]
	return r, ok
}

func (s *Sender) report(from schema.Topic, r schema.Reported) {
	s.mu.Lock()
	s.reported[from.On("")] = r
	s.mu.Unlock()
	s.changed()
}
