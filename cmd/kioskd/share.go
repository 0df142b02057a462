package main

import (
	"context"
	"log/slog"
	"time"

	"tiepdan/config"
	"tiepdan/kiosk"
	"tiepdan/report"
	"tiepdan/report/schema"
	"tiepdan/share"
)

// shared is this robot's part in a line of several robots.
func shared(l config.Line) kiosk.ShareSetup {
	switch l.Role {
	case "keeper":
		s := kiosk.ShareSetup{Role: kiosk.ShareKeeper}
		for _, m := range l.Members {
			s.Members = append(s.Members, kiosk.Sharer{Name: m.Name, Block: m.Block})
		}
		return s
	case "member":
		return kiosk.ShareSetup{Role: kiosk.ShareMember, Name: l.Name, Block: l.Block, Speak: l.SpeakCalls, Where: l.KeeperConsole}
	}
	return kiosk.ShareSetup{}
}

// status is what the ward is told of this robot. Who waits, and at which door, is
// told by the robot that keeps the line, lest the ward count people twice.
func status(v kiosk.View) schema.Status {
	if v.Share.Role == kiosk.ShareMember {
		v.Services, v.Board = nil, nil
	}
	return report.StatusOf(v)
}

// shareRetry is the wait before a robot that cannot share its line tries again.
const shareRetry = 5 * time.Second

// addShare plugs in the other robots of the line. What keeps them apart, as a key
// file that is not there, is told at the technician's page: this robot goes on.
func (p *plugs) addShare(l config.Line) {
	if l.Role == "alone" {
		return
	}
	p.serve("shared line", func(ctx context.Context) error {
		for told := ""; ; {
			if err := p.share(ctx, l); err != nil && err.Error() != told {
				told = err.Error()
				p.logger.LogAttrs(ctx, slog.LevelError, "the line is not shared; it is tried again", slog.String("error", told))
				p.post(kiosk.LinkChanged{Part: kiosk.PartLine, Detail: told})
			}
			if !rest(ctx, shareRetry) {
				return nil
			}
		}
	})
}

// share shares the line until ctx ends, or says why it cannot.
func (p *plugs) share(ctx context.Context, l config.Line) error {
	secret, err := share.ReadSecret(l.KeyFile)
	if err != nil {
		return err
	}
	if l.Role == "member" {
		client, err := share.NewClient(share.ClientOptions{
			Core: p.agent, Boot: p.agent.Boot(), Secret: secret, Name: l.Name, Block: l.Block, Keeper: l.Keeper, Logger: p.logger,
		})
		if err != nil {
			return err
		}
		return client.Run(ctx)
	}
	names := make([]string, len(l.Members))
	for i, m := range l.Members {
		names[i] = m.Name
	}
	server, err := share.NewServer(share.ServerOptions{
		Core: p.agent, Boot: p.agent.Boot(), Secret: secret, Members: names, Listen: l.Listen, Logger: p.logger,
	})
	if err != nil {
		return err
	}
	return server.Run(ctx)
}
