package window_test

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"tiepdan/kiosk"
	"tiepdan/ui/uitest"
	"tiepdan/ui/window"
)

// asProgram makes the test binary the program with the window: GLFW wants a
// process of its own, and its processor time can be measured.
const asProgram = "TIEPDAN_WINDOW_PROGRAM"

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
	w, err := window.New(window.Options{
		Title: "test", Size: size,
		Post:    func(m kiosk.Msg) { fmt.Printf("msg %T%+v\n", m, m) },
		OnFrame: func(f window.Frame) { fmt.Printf("frame %d %d\n", f.Drawn, f.Latency.Microseconds()) },
		Now:     uitest.Noon,
	})
	if err != nil {
		return err
	}
	w.Show(uitest.Ward(kiosk.ScreenHome, kiosk.Vi))
	go obey(ctx, w)
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
