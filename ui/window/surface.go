package window

import (
	"errors"
	"fmt"
	"image"
	"log/slog"

	"github.com/go-gl/glfw/v3.3/glfw"

	"tiepdan/ui/raster"
)

// errNoDisplay is what GLFW's Go binding says by a panic in the call after Init.
var errNoDisplay = errors.New("no display: is the X server running, and DISPLAY set?")

// surface is a window with the picture that it shows.
type surface struct {
	window  *glfw.Window
	link    *link
	picture *raster.Picture
	canvas  *raster.Canvas
	most    image.Point // no larger, even on a larger monitor
	size    image.Point
}

// openSurface opens a borderless window on the primary monitor. Errors leave
// nothing open. Moved is as for openLink.
func openSurface(o Options, moved func()) (s *surface, err error) {
	if err := glfw.Init(); err != nil {
		return nil, fmt.Errorf("cannot start the window system: %w", err)
	}
	monitor, err := primary()
	if err != nil {
		return nil, err
	}
	s = &surface{most: o.Size}
	done := false
	defer func() {
		if !done { // by an error or a panic of the binding
			s.close()
		}
	}()
	for hint, value := range map[glfw.Hint]int{
		glfw.ClientAPI: glfw.NoAPI,
		glfw.Decorated: glfw.False, glfw.Resizable: glfw.False, glfw.AutoIconify: glfw.False, glfw.Visible: glfw.False,
	} {
		glfw.WindowHint(hint, value)
	}
	size := s.fitting(monitor)
	if s.window, err = glfw.CreateWindow(size.X, size.Y, o.Title, nil, nil); err != nil {
		return nil, fmt.Errorf("cannot open the window: %w", err)
	}
	s.place()
	s.window.SetInputMode(glfw.CursorMode, glfw.CursorHidden)
	if s.link, err = openLink(uint32(s.window.GetX11Window()), o.plain, moved, o.Logger); err != nil {
		return nil, err
	}
	if err := s.resize(size); err != nil {
		return nil, err
	}
	o.Logger.Debug("the window is open", slog.Bool("shared_memory", s.link.shared != nil))
	s.window.Show()
	done = true
	return s, nil
}

// primary is the first monitor. Without a display Init reports no error and
// everything after it panics.
func primary() (m *glfw.Monitor, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("cannot open the window: %w", errNoDisplay)
		}
	}()
	if m = glfw.GetPrimaryMonitor(); m == nil {
		glfw.Terminate()
		return nil, errors.New("cannot open the window: no monitor is connected")
	}
	return m, nil
}

// fitting is the size of the window on a monitor.
func (s *surface) fitting(m *glfw.Monitor) image.Point {
	mode := m.GetVideoMode()
	return image.Pt(min(s.most.X, mode.Width), min(s.most.Y, mode.Height))
}

// place puts the window on the primary monitor, for instance after one was
// plugged in again, and says which; ok is false when there is none.
func (s *surface) place() (detail string, ok bool) {
	m := glfw.GetPrimaryMonitor()
	if m == nil {
		return "no monitor is connected", false
	}
	x, y := m.GetPos()
	s.window.SetPos(x, y)
	if size := s.fitting(m); s.size != (image.Point{}) && size != s.size {
		s.window.SetSize(size.X, size.Y) // its callback resizes the picture
	}
	mode := m.GetVideoMode()
	return fmt.Sprintf("%s, %d×%d", m.GetName(), mode.Width, mode.Height), true
}

// resize makes a picture of another size.
func (s *surface) resize(size image.Point) error {
	p, err := s.link.picture(size)
	if err != nil {
		return err
	}
	s.size, s.picture = size, p
	if s.canvas == nil {
		s.canvas = raster.NewCanvas(p)
	}
	s.canvas.Onto(p)
	return nil
}

// show puts rectangles of the picture on the screen.
func (s *surface) show(part []image.Rectangle) { s.link.put(s.picture, part) }

// pixel turns window coordinates into pixels of the picture; on X they are the same.
func (s *surface) pixel(x, y float64) image.Point { return image.Pt(int(x), int(y)) }

func (s *surface) close() {
	if s.link != nil {
		s.link.close()
	}
	if s.window != nil {
		s.window.Destroy()
	}
	glfw.SetMonitorCallback(nil)
	glfw.Terminate()
}
