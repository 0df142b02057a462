package splash

import (
	"errors"
	"fmt"
	"image"
	"os"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Channel is where one colour stands in a pixel, in bits.
type Channel struct{ Offset, Length uint32 }

// Format is how a framebuffer keeps its pixels.
type Format struct {
	Size             image.Point // in pixels
	Stride           int         // bytes from one row to the next
	Bits             int         // of a pixel: 16, 24 or 32
	Red, Green, Blue Channel
}

// most is larger than any screen that a unit has: 8K.
const most = 8192

// check says why a framebuffer cannot be drawn on.
func (f Format) check() error {
	sized := f.Size.In(image.Rect(1, 1, most, most))
	if !sized || !slices.Contains([]int{16, 24, 32}, f.Bits) || f.Stride < f.Size.X*f.Bits/8 {
		return fmt.Errorf("%d x %d pixels of %d bits, %d bytes a row", f.Size.X, f.Size.Y, f.Bits, f.Stride)
	}
	for _, c := range []Channel{f.Red, f.Green, f.Blue} {
		if c.Length < 1 || c.Length > 8 || int(c.Offset+c.Length) > f.Bits {
			return fmt.Errorf("a colour of %d bits at bit %d of %d", c.Length, c.Offset, f.Bits)
		}
	}
	return nil
}

// Encode gives a picture as the bytes of a framebuffer, its rows from the top.
func (f Format) Encode(img *image.RGBA) ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("cannot draw on this framebuffer: %w", err)
	}
	out := make([]byte, f.Stride*f.Size.Y)
	for y := range min(f.Size.Y, img.Rect.Dy()) {
		row := out[y*f.Stride:]
		for x := range min(f.Size.X, img.Rect.Dx()) {
			p := img.Pix[img.PixOffset(img.Rect.Min.X+x, img.Rect.Min.Y+y):]
			v := f.Red.of(p[0]) | f.Green.of(p[1]) | f.Blue.of(p[2])
			for i := range f.Bits / 8 {
				row[x*f.Bits/8+i] = byte(v >> (8 * i)) // #nosec G115 -- a byte of it
			}
		}
	}
	return out, nil
}

func (c Channel) of(v byte) uint32 { return uint32(v) >> (8 - c.Length) << c.Offset }

// ErrNone means that the machine has no framebuffer.
var ErrNone = errors.New("there is no framebuffer")

// Show draws the picture of the start on a framebuffer, as /dev/fb0.
func Show(device string) (err error) {
	file, err := os.OpenFile(device, os.O_RDWR, 0) // #nosec G304 -- the device that the command line names
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("%w at %s", ErrNone, device)
	}
	if err != nil {
		return fmt.Errorf("cannot open the framebuffer: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	f, err := format(file)
	if err != nil {
		return fmt.Errorf("cannot ask %s for its pixels: %w", device, err)
	}
	img, err := Picture(f.Size)
	if err != nil {
		return err
	}
	data, err := f.Encode(img)
	if err != nil {
		return err
	}
	if _, err := file.WriteAt(data, 0); err != nil {
		return fmt.Errorf("cannot draw on %s: %w", device, err)
	}
	return nil
}

// The kernel's questions and answers (linux/fb.h).
const (
	fbioGetVar = 0x4600
	fbioGetFix = 0x4602
)

type bitfield struct{ offset, length, msbRight uint32 }

type varInfo struct {
	xres, yres, xresVirtual, yresVirtual, xoffset, yoffset uint32
	bitsPerPixel, grayscale                                uint32
	red, green, blue, transp                               bitfield
	_                                                      [20]uint32
}

type fixInfo struct {
	_          [16]byte
	_          uintptr
	_          [4]uint32
	_          [3]uint16
	lineLength uint32
	_          uintptr
	_          [2]uint32
	_          [3]uint16
}

func format(file *os.File) (Format, error) {
	var v varInfo
	var x fixInfo
	if err := ask(file, fbioGetVar, unsafe.Pointer(&v)); err != nil { // #nosec G103 -- an answer of the kernel
		return Format{}, err
	}
	if err := ask(file, fbioGetFix, unsafe.Pointer(&x)); err != nil { // #nosec G103 -- as above
		return Format{}, err
	}
	f := Format{
		Size: image.Pt(int(v.xres), int(v.yres)), Stride: int(x.lineLength), Bits: int(v.bitsPerPixel),
		Red: Channel{v.red.offset, v.red.length}, Green: Channel{v.green.offset, v.green.length}, Blue: Channel{v.blue.offset, v.blue.length},
	}
	return f, f.check()
}

func ask(file *os.File, what uintptr, answer unsafe.Pointer) error {
	if _, _, code := unix.Syscall(unix.SYS_IOCTL, file.Fd(), what, uintptr(answer)); code != 0 {
		return code
	}
	return nil
}
