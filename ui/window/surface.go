package window

import (
	"errors"
	"fmt"
	"image"
	"slices"

	"gioui.org/gpu"
	"gioui.org/op"
	"github.com/go-gl/gl/v3.1/gles2"
	"github.com/go-gl/glfw/v3.3/glfw"
)

// errNoDisplay is what GLFW's Go binding says by a panic in the call after Init.
var errNoDisplay = errors.New("no display: is the X server running, and DISPLAY set?")

// surface is a window with a framebuffer that keeps the picture.
type surface struct {
	window  *glfw.Window
	gpu     gpu.GPU
	size    image.Point
	texture uint32
	fbo     uint32
}

// openSurface opens a borderless window on the primary monitor. Errors leave
// nothing open.
func openSurface(title string, size image.Point) (s *surface, err error) {
	if err := glfw.Init(); err != nil {
		return nil, fmt.Errorf("cannot start the window system: %w", err)
	}
	monitor, err := primary()
	if err != nil {
		return nil, err
	}
	s = &surface{}
	done := false
	defer func() {
		if !done { // by an error or a panic of the binding
			s.close()
		}
	}()
	mode := monitor.GetVideoMode()
	s.size = image.Pt(min(size.X, mode.Width), min(size.Y, mode.Height))
	for hint, value := range map[glfw.Hint]int{
		glfw.ClientAPI: glfw.OpenGLESAPI, glfw.ContextVersionMajor: 3, glfw.ContextVersionMinor: 0,
		glfw.ContextCreationAPI: glfw.EGLContextAPI, glfw.SRGBCapable: glfw.True,
		glfw.Decorated: glfw.False, glfw.Resizable: glfw.False, glfw.AutoIconify: glfw.False, glfw.Visible: glfw.False,
		glfw.DepthBits: 0, glfw.StencilBits: 0,
	} {
		glfw.WindowHint(hint, value)
	}
	if s.window, err = glfw.CreateWindow(s.size.X, s.size.Y, title, nil, nil); err != nil {
		return nil, fmt.Errorf("cannot open the window: %w", err)
	}
	s.place()
	s.window.SetInputMode(glfw.CursorMode, glfw.CursorHidden)
	s.window.MakeContextCurrent()
	glfw.SwapInterval(1)
	if err := s.prepare(); err != nil {
		return nil, err
	}
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

// place puts the window on the primary monitor, for instance after one was
// plugged in again.
func (s *surface) place() {
	if m := glfw.GetPrimaryMonitor(); m != nil && s.window != nil {
		x, y := m.GetPos()
		s.window.SetPos(x, y)
	}
}

// prepare makes the framebuffer and Gio's renderer on the current context.
func (s *surface) prepare() error {
	if err := gles2.Init(); err != nil {
		return fmt.Errorf("cannot load OpenGL ES: %w", err)
	}
	gles2.GenTextures(1, &s.texture)
	gles2.BindTexture(gles2.TEXTURE_2D, s.texture)
	gles2.TexStorage2D(gles2.TEXTURE_2D, 1, gles2.SRGB8_ALPHA8, int32(s.size.X), int32(s.size.Y)) // #nosec G115 -- below the monitor's size
	gles2.BindTexture(gles2.TEXTURE_2D, 0)
	gles2.GenFramebuffers(1, &s.fbo)
	gles2.BindFramebuffer(gles2.FRAMEBUFFER, s.fbo)
	gles2.FramebufferTexture2D(gles2.FRAMEBUFFER, gles2.COLOR_ATTACHMENT0, gles2.TEXTURE_2D, s.texture, 0)
	state := gles2.CheckFramebufferStatus(gles2.FRAMEBUFFER)
	gles2.BindFramebuffer(gles2.FRAMEBUFFER, 0)
	if state != gles2.FRAMEBUFFER_COMPLETE {
		return fmt.Errorf("cannot make a framebuffer of %v pixels: status 0x%x", s.size, state)
	}
	var err error
	if s.gpu, err = gpu.New(gpu.OpenGL{ES: true, Shared: true}); err != nil {
		return fmt.Errorf("cannot start the renderer: %w", err)
	}
	return nil
}

// draw adds to the kept picture.
func (s *surface) draw(ops *op.Ops) error {
	return s.gpu.Frame(ops, gpu.OpenGLRenderTarget{V: uint(s.fbo)}, s.size)
}

// show copies the kept picture to the screen.
func (s *surface) show() {
	w, h := int32(s.size.X), int32(s.size.Y) // #nosec G115 -- as above
	gles2.BindFramebuffer(gles2.READ_FRAMEBUFFER, s.fbo)
	gles2.BindFramebuffer(gles2.DRAW_FRAMEBUFFER, 0)
	gles2.BlitFramebuffer(0, 0, w, h, 0, 0, w, h, gles2.COLOR_BUFFER_BIT, gles2.NEAREST)
	gles2.BindFramebuffer(gles2.FRAMEBUFFER, 0)
	s.window.SwapBuffers()
}

// read copies the kept picture out.
func (s *surface) read() *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: s.size})
	gles2.BindFramebuffer(gles2.READ_FRAMEBUFFER, s.fbo)
	gles2.ReadPixels(0, 0, int32(s.size.X), int32(s.size.Y), gles2.RGBA, gles2.UNSIGNED_BYTE, gles2.Ptr(img.Pix)) // #nosec G115 -- as above
	gles2.BindFramebuffer(gles2.FRAMEBUFFER, 0)
	for top, bottom := 0, s.size.Y-1; top < bottom; top, bottom = top+1, bottom-1 { // OpenGL counts rows upwards
		a, b := row(img, top), row(img, bottom)
		kept := slices.Clone(a)
		copy(a, b)
		copy(b, kept)
	}
	return img
}

func row(img *image.RGBA, y int) []byte { return img.Pix[y*img.Stride:][:img.Stride] }

// pixel turns window coordinates into pixels of the picture.
func (s *surface) pixel(x, y float64) image.Point {
	w, h := s.window.GetSize()
	return image.Pt(int(x*float64(s.size.X)/float64(max(w, 1))), int(y*float64(s.size.Y)/float64(max(h, 1))))
}

func (s *surface) close() {
	if s.gpu != nil {
		s.gpu.Release()
	}
	if s.window != nil {
		s.window.Destroy()
	}
	glfw.SetMonitorCallback(nil)
	glfw.Terminate()
}
