package main

import (
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

// addShare plugs in the other robots of the line.
func (p *plugs) addShare(l config.Line) error {
	if l.Role == "alone" {
		return nil
	}
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
		p.serve("shared line", client.Run)
		return nil
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
	p.serve("robots of the line", server.Run)
	return nil
}
