package web

import (
	"context"
	"log/slog"
	"strings"
	"time"
)

// Ending is a certificate that ends soon or has ended.
type Ending struct {
	Name  string // of a robot COMMUNE/ROBOT, else whose it is
	Until time.Time
	Mend  string // what to run
}

// endings says which certificates end, to those who can do something about it:
// in a commune, to its robots'.
// A folder that cannot be read is told in the log, by who reads it all the time.
func (s *Server) endings(ctx context.Context, w words, x who, at time.Time) []string {
	if s.options.Ending == nil || !configurers(x.User) {
		return nil
	}
	all, err := s.options.Ending(at)
	if err != nil {
		s.options.Logger.LogAttrs(ctx, slog.LevelWarn, "cannot see which certificates end", slog.Any("error", err))
		return []string{w.T("Không đọc được chứng thư của phường: xem nhật ký của wardd.", "The ward's certificates cannot be read: see the log of wardd.")}
	}
	texts := make([]string, 0, len(all))
	for _, e := range all {
		if x.Commune != "" && !strings.HasPrefix(e.Name, x.Commune+"/") {
			continue
		}
		text := w.T("Chứng thư sắp hết hạn: ", "A certificate ends soon: ")
		if !at.Before(e.Until) {
			text = w.T("Chứng thư đã hết hạn: ", "A certificate has ended: ")
		}
		texts = append(texts, text+e.Name+", "+e.Until.In(s.options.Location).Format("02/01/2006")+". "+w.T("Cần chạy: ", "Run: ")+e.Mend)
	}
	return texts
}
