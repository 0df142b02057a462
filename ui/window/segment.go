package window

import (
	"errors"
	"fmt"
	"image"
	"unsafe"

	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/sys/unix"

	"tiepdan/ui/raster"
)

// segment is memory that the X server reads as well (MIT-SHM, the X shared
// memory extension).
type segment struct {
	id   shm.Seg
	data []byte
}

// pixels gives memory as pixels. It begins at a page, so it is aligned.
func pixels(data []byte) []uint32 {
	return unsafe.Slice((*uint32)(unsafe.Pointer(&data[0])), len(data)/pixelBytes) // #nosec G103 -- aligned, and of that length
}

func (s *segment) pixels() []uint32 { return pixels(s.data) }

// share makes a segment that both ends are attached to. It is removed at once,
// which takes effect when both are gone, however they end.
func (k *link) share(bytes int) (*segment, error) {
	if err := shm.Init(k.conn); err != nil {
		return nil, fmt.Errorf("cannot share memory: %w", err)
	}
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, bytes, unix.IPC_CREAT|0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot make a segment of %d bytes: %w", bytes, err)
	}
	s := &segment{}
	s.data, err = unix.SysvShmAttach(id, 0, 0)
	if err == nil {
		err = k.attach(s, id)
	}
	_, gone := unix.SysvShmCtl(id, unix.IPC_RMID, nil)
	if err = errors.Join(err, gone); err != nil {
		s.detach()
		return nil, fmt.Errorf("cannot share memory: %w", err)
	}
	return s, nil
}

// attach lets the server read a segment. A server of another user, machine or
// name space refuses.
func (k *link) attach(s *segment, id int) error {
	seg, err := shm.NewSegId(k.conn)
	if err != nil {
		return fmt.Errorf("cannot name a segment: %w", err)
	}
	const readOnly = true
	if err := shm.AttachChecked(k.conn, seg, uint32(id), readOnly).Check(); err != nil {
		return fmt.Errorf("cannot let the server attach: %w", err)
	}
	s.id = seg
	return nil
}

func (s *segment) detach() {
	if s.data != nil {
		_ = unix.SysvShmDetach(s.data) // fails for memory that is not attached only
		s.data = nil
	}
}

// release lets the shared memory go.
func (k *link) release() {
	if k.shared == nil {
		return
	}
	shm.Detach(k.conn, k.shared.id)
	k.shared.detach()
	k.shared = nil
}

func (k *link) putShared(p *raster.Picture, r image.Rectangle) shm.PutImageCookie {
	const noEvent, offset = 0, 0
	return shm.PutImageChecked(k.conn, k.window, k.gc, uint16(p.Rect.Dx()), uint16(p.Rect.Dy()),
		uint16(r.Min.X), uint16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), int16(r.Min.X), int16(r.Min.Y),
		k.depth, xproto.ImageFormatZPixmap, noEvent, k.shared.id, offset)
}
