package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/speech"
)

// alarmID begins the ID of what kiosk says in an emergency.
const alarmID = "alarm/"

// voice lets the agent speak, and play music, through speechd.
type voice struct{ *speech.Client }

func (v voice) Say(ctx context.Context, s kiosk.Speak) error {
	return v.Client.Say(ctx, speech.Sentence{ID: s.ID, Lang: string(s.Lang), Text: s.Text, Chime: s.Chime, Alarm: strings.HasPrefix(s.ID, alarmID)})
}

// fixed are the sentences that the voice makes ahead.
func fixed(c *config.Config) []speech.Sentence {
	words := append(kiosk.FixedWords(setup(c)), kiosk.Speak{Lang: kiosk.Vi, Text: wakeAnswer().Vi}, kiosk.Speak{Lang: kiosk.En, Text: wakeAnswer().En})
	out := make([]speech.Sentence, 0, len(words))
	for _, w := range words[:min(len(words), speech.MaxFixed)] {
		out = append(out, speech.Sentence{Lang: string(w.Lang), Text: w.Text})
	}
	return out
}

// addVoice plugs in the voice, unless the ward turned it off.
func (p *plugs) addVoice(c *config.Config, s *screen) (*voice, error) {
	if !c.Speech.Enabled {
		return nil, nil
	}
	path := c.Speech.Speechd
	if path == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(filepath.Dir(self), "speechd")
	}
	zone, err := time.LoadLocation(c.Unit.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("cannot tell the hours of the voice: %w", err)
	}
	client, err := speech.New(speech.Options{
		Path: path, Voice: c.Speech.Voice, Output: c.Speech.Output, WAVDir: c.Speech.WAVDir,
		Volume: c.Speech.VolumePct, VolumeAt: func(t time.Time) int { return c.Speech.VolumeAt(t.In(zone)) },
		Music: c.Speech.Music, MusicDir: c.Speech.MusicDir, MusicDB: c.Speech.MusicDB,
		Fixed: fixed(c), Clips: filepath.Join(c.Unit.StateDir, "clips"),
		ReadNumber: speech.Style(c.Speech.ReadNumber), Logger: p.logger,
		Input: input(c.Speech), Models: c.Speech.ModelsDir, ListenMost: time.Duration(c.Speech.ListenMostS) * time.Second, OnEar: p.earChanged(s),
		WakeWords: c.Speech.WakeWords, WakeThreshold: c.Speech.WakeThreshold, WakeModel: c.Speech.WakeModel,
		OnLink: func(up bool, detail string) {
			// Files in place of a loudspeaker are what was asked for, or nobody hears anything.
			if c.Speech.Output == "auto" && strings.HasPrefix(detail, "wav:") {
				up, detail = false, "no sound device; "+detail
			}
			p.post(kiosk.LinkChanged{Part: kiosk.PartVoice, Up: up, Detail: detail})
		},
	})
	if err != nil {
		return nil, err
	}
	p.serve("voice", client.Run)
	p.serve("voice guide", func(ctx context.Context) error { return p.guide.run(ctx, client) })
	return &voice{client}, nil
}
