package broker

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"syscall"
)

// logger brings the server's words into ours.
type logger struct {
	to    *slog.Logger
	fatal chan error
	ill   chan struct{}
	once  sync.Once
}

func (l *logger) log(level slog.Level, format string, args []any) {
	l.to.LogAttrs(context.Background(), level, "broker says", slog.String("text", fmt.Sprintf(format, args...)))
}

func (l *logger) Noticef(format string, args ...any) { l.log(slog.LevelDebug, format, args) }
func (l *logger) Warnf(format string, args ...any)   { l.log(slog.LevelWarn, format, args) }
func (l *logger) Debugf(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Tracef(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Fatalf(format string, args ...any) {
	l.log(slog.LevelError, format, args)
	l.once.Do(func() { l.fatal <- fmt.Errorf(format, args...) }) // buffered: the server must not wait
}

// Errorf also hears of a failing disk: nothing else tells of it.
func (l *logger) Errorf(format string, args ...any) {
	l.log(slog.LevelError, format, args)
	text := fmt.Sprintf(format, args...)
	for _, e := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EROFS} {
		if strings.Contains(text, e.Error()) {
			select {
			case l.ill <- struct{}{}:
			default:
			}
		}
	}
}
