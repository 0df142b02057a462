package window_test

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui"
	"tiepdan/ui/uitest"
	"tiepdan/ui/window"
)

// asProgram makes the test binary the program with the window: GLFW wants a
// process of its own, and its processor time can be measured.
const asProgram = "TIEPDAN_WINDOW_PROGRAM"

// What the environment may ask of the program besides.
const (
	withMotion = "TIEPDAN_WINDOW_MOTION=1"
	withPlain  = "TIEPDAN_WINDOW_PLAIN=1"
)

func asked(of string) bool {
	name, value, _ := strings.Cut(of, "=")
	return os.Getenv(name) == value
}

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	runtime.LockOSThread()
	if err := program(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// program shows a window until SIGTERM. It obeys lines on standard input,
// "show NAME" and "capture PATH", and reports on standard output.
func program() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var size image.Point
	if _, err := fmt.Sscanf(os.Getenv(asProgram), "%dx%d", &size.X, &size.Y); err != nil {
		return fmt.Errorf("cannot read the size: %w", err)
	}
	o := window.Options{
		Title: "test", Size: size, Motion: asked(withMotion),
		UI:        ui.Options{Post: func(m kiosk.Msg) { fmt.Printf("msg %T%+v\n", m, m) }},
		OnFrame:   func(f window.Frame) { fmt.Printf("frame %d %d\n", f.Drawn, f.Latency.Microseconds()) },
		OnMonitor: func(up bool, detail string) { fmt.Printf("monitor %v %s\n", up, detail) },
		Now:       uitest.Noon,
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if asked(withPlain) {
		o = window.Plain(o)
	}
	w, err := window.New(o)
	if err != nil {
		return err
	}
	w.Show(uitest.Ward(kiosk.ScreenHome, kiosk.Vi))
	go obey(ctx, w)
	go watch(ctx, w)
	return w.Run(ctx)
}

func obey(ctx context.Context, w *window.Window) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		do, what, _ := strings.Cut(lines.Text(), " ")
		switch do {
		case "show":
			for _, s := range uitest.Screens(kiosk.Vi) {
				if s.Name == what {
					w.Show(s.View)
				}
			}
		case "capture":
			err := capture(ctx, w, what)
			fmt.Printf("captured %v\n", err)
		}
	}
}

// watch tells of every picture that comes on screen.
func watch(ctx context.Context, w *window.Window) {
	for version := uint64(0); ctx.Err() == nil; {
		next, err := w.WaitChange(ctx, version)
		if err != nil {
			time.Sleep(time.Millisecond) // the window is not open yet
			continue
		}
		version = next
		fmt.Printf("version %d\n", version)
	}
}

func capture(ctx context.Context, w *window.Window, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	img, err := w.Capture(ctx)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		return err
	}
	return f.Close()
}
