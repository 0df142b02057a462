package broker

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
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
func (l *logger) Debugf(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Tracef(format string, args ...any)  { l.log(slog.LevelDebug, format, args) }
func (l *logger) Fatalf(format string, args ...any) {
	l.log(slog.LevelError, format, args)
	l.once.Do(func() { l.fatal <- fmt.Errorf(format, args...) }) // buffered: the server must not wait
}

// Warnf and Errorf also hear of a failing disk: nothing else tells of it.
func (l *logger) Warnf(format string, args ...any) {
	l.log(slog.LevelWarn, format, args)
	l.listen(format, args)
}

func (l *logger) Errorf(format string, args ...any) {
	l.log(slog.LevelError, format, args)
	l.listen(format, args)
}

func (l *logger) listen(format string, args []any) {
	text := fmt.Sprintf(format, args...)
	if slices.ContainsFunc(signs(), func(sign string) bool { return strings.Contains(text, sign) }) {
		select {
		case l.ill <- struct{}{}:
		default:
		}
	}
}

// signs are parts of what a server says that can keep nothing.
func signs() []string {
	return []string{
		syscall.ENOSPC.Error(), syscall.EDQUOT.Error(), syscall.EIO.Error(), syscall.EROFS.Error(),
		"insufficient resources (10023)", "resource limits exceeded for server", "will be DISABLED",
	}
}
