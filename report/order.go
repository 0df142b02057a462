package report

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"tiepdan/kiosk"
	"tiepdan/queue"
	"tiepdan/report/schema"
)

const (
	// ordersWaiting is how many commands may wait while one is committed.
	ordersWaiting = 64
	// obeyWait is how long a commit may take before the next command has its turn.
	obeyWait = 5 * time.Second
)

// incoming is one message of the ward that is not a receipt.
type incoming struct {
	topic    string
	data     []byte
	retained bool
}

// obey hands a command or settings to the core, if the ward has signed them.
// Whether it is new, in time and possible is for the core to say, in one commit
// with what it does. What bears no good signature is not answered: whoever sent
// it shall not fill the outbox.
func (s *session) obey(ctx context.Context, in incoming) error {
	if topic := s.client.topic.On(schema.ChannelUpdate); in.topic == topic.String() {
		return s.update(ctx, topic, in.data)
	}
	msg, err := s.client.read(in)
	if err != nil {
		s.refused(ctx, in.topic, err)
		return nil
	}
	timed, cancel := context.WithTimeout(ctx, obeyWait)
	defer cancel()
	if err := s.client.options.Obey(timed, msg); err != nil {
		s.client.options.Logger.LogAttrs(ctx, slog.LevelError, "cannot take a command of the ward",
			slog.String("topic", in.topic), slog.Any("error", err))
		return nil
	}
	if _, asked := msg.(kiosk.WardReport); asked {
		s.statusOpen, s.saidAt = true, time.Time{}
		return errors.Join(s.status(ctx), s.reported())
	}
	return s.reported()
}

func (s *session) refused(ctx context.Context, topic string, err error) {
	s.client.options.Logger.LogAttrs(ctx, slog.LevelWarn, "refused what is not the ward's word",
		slog.String("topic", topic), slog.Any("error", err), slog.Bool("forged", errors.Is(err, schema.ErrForged)))
}

// update hands an update that the ward has signed to the updater, or answers that
// there is none. It comes again with each subscription.
func (s *session) update(ctx context.Context, topic schema.Topic, data []byte) error {
	u, err := schema.OpenUpdate(s.client.options.Keys, topic, data)
	if err != nil {
		s.refused(ctx, topic.String(), err)
		return nil
	}
	if u.Rev < s.client.updateRev {
		return s.sayUpdated(schema.Updated{V: schema.Version, Rev: u.Rev, Status: schema.UpdateRefused, Error: schema.UpdateOld})
	}
	s.client.updateRev = u.Rev
	if s.client.options.Updates == nil {
		return s.sayUpdated(schema.Updated{V: schema.Version, Rev: u.Rev, Status: schema.UpdateRefused, Error: schema.UpdateMissing})
	}
	s.client.options.Updates.Want(u)
	return s.updates()
}

// updates says how far an update has come, once on each connection and when it
// changes.
func (s *session) updates() error {
	if s.client.options.Updates == nil {
		return nil
	}
	answer, found := s.client.options.Updates.Updated()
	if !found {
		return nil
	}
	return s.sayUpdated(answer)
}

func (s *session) sayUpdated(answer schema.Updated) error {
	if answer == s.updated {
		return nil
	}
	if err := sayRetained(s.link, s.client.topic.On(schema.ChannelUpdated), answer); err != nil {
		return err
	}
	s.updated = answer
	return nil
}

// read makes a message for the core of what the ward has signed.
func (c *Client) read(in incoming) (kiosk.Msg, error) {
	topic, err := schema.ParseTopic(in.topic)
	if err != nil {
		return nil, err
	}
	if topic.Channel == schema.ChannelDesired {
		settings, err := schema.OpenSettings(c.options.Keys, topic, in.data)
		return settingsMsg(settings), err
	}
	command, err := schema.OpenCommand(c.options.Keys, topic, in.data)
	if err != nil {
		return nil, err
	}
	if in.retained {
		return nil, errors.New("a command was retained")
	}
	return orderMsg(command, c.options.OrderClock())
}

func orderMsg(c schema.Command, clock schema.Clock) (kiosk.Msg, error) {
	o := kiosk.Order{Command: c.ID, Issued: c.Issued.UnixMilli(), Expires: c.Expires.UnixMilli(), Clock: string(clock)}
	switch order := c.Order.(type) {
	case schema.Announce:
		msg := kiosk.WardAnnounce{Order: o, ID: order.Announcement, Text: text(order.Text), Priority: order.Priority}
		if order.Ends != nil {
			msg.Ends = max(order.Ends.UnixMilli(), 1) // 0 is no end
		}
		return msg, nil
	case schema.Withdraw:
		return kiosk.WardWithdraw{Order: o, ID: order.Announcement}, nil
	case schema.Goto:
		return kiosk.WardGoto{Order: o, Place: order.Place, Kind: string(order.Kind)}, nil
	case schema.Report:
		return kiosk.WardReport{Order: o}, nil
	case schema.Reply:
		return kiosk.WardReply{Order: o, Called: order.Called.UnixMilli(), Door: order.Door}, nil
	}
	return nil, fmt.Errorf("cannot carry out a %T", c.Order)
}

func text(l schema.Label) kiosk.Text { return kiosk.Text{Vi: l.Vi, En: l.En} }

func settingsMsg(s schema.Settings) kiosk.WardSettings {
	msg := kiosk.WardSettings{Rev: s.Rev}
	if s.Announcements != nil {
		msg.Parts.Texts = true
		for _, a := range *s.Announcements {
			if a.Kind == "instruction" {
				msg.Parts.Instructions = append(msg.Parts.Instructions, text(a.Text))
			} else {
				msg.Parts.Announcements = append(msg.Parts.Announcements, text(a.Text))
			}
		}
	}
	if s.Hours != nil {
		msg.Parts.Opening, msg.Parts.DaysOff = true, s.Hours.DaysOff
		for i, day := range s.Hours.Week() { // Monday first; the core has Sunday first
			at := &msg.Parts.Hours[(i+1)%7]
			for _, span := range day {
				*at = append(*at, queue.Span{From: time.Duration(span.From) * time.Minute, To: time.Duration(span.To) * time.Minute})
			}
		}
	}
	if s.Doors != nil {
		for _, d := range *s.Doors {
			msg.Parts.Doors = append(msg.Parts.Doors, kiosk.Naming{Door: d.Door, Name: text(d.Name)})
		}
	}
	if s.DayReset != nil {
		msg.DayReset = *s.DayReset
	}
	if s.TimeZone != nil {
		msg.TimeZone = *s.TimeZone
	}
	return msg
}

// reported says what became of the ward's settings, once on each connection
// and when it changes.
func (s *session) reported() error {
	o := s.client.options
	if o.Settings == nil {
		return nil
	}
	answer := o.Settings()
	if answer.Rev == 0 || answer == s.settings {
		return nil
	}
	err := sayRetained(s.link, s.client.topic.On(schema.ChannelReported), schema.Reported{
		V: schema.Version, Rev: answer.Rev, State: schema.SettingsState(answer.State),
		Error: schema.SettingsError(answer.Error), Field: answer.Field,
	})
	if err == nil {
		s.settings = answer
	}
	return err
}
