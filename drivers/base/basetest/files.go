package basetest

import (
	"encoding/binary"
	"maps"

	"github.com/bluenviron/gomavlib/v3/pkg/dialects/common"

	"tiepdan/drivers/base"
)

// FileFaults is what goes wrong with the answers of the file service.
type FileFaults struct {
	// DropEvery loses every n-th answer; 0 loses none.
	DropEvery int
	// Twice sends every answer twice.
	Twice bool
	// Late sends every answer only after the next request came, and so after
	// it was asked for again.
	Late bool
	// Garbage sends packets that make no sense before every answer.
	Garbage bool
	// Short answers a read with half of what was asked for.
	Short bool
	// Refuse answers a read with this code instead of data; 0 reads.
	Refuse base.FTPCode
	// WrongCRC answers with another checksum than the file's.
	WrongCRC bool
}

// fileService is the base's end of the file transfer protocol: files that can
// be read, one session, and the last answer for whoever missed it.
type fileService struct {
	files    map[string][]byte // nil until the plan is drawn into it
	faults   FileFaults
	open     []byte
	session  uint8
	isOpen   bool
	answered bool
	last     base.FTPPacket
	held     *base.FTPPacket
	answers  int
	reads    int
}

// SetFileFaults makes the file service misbehave from now on.
func (b *Base) SetFileFaults(f FileFaults) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files.faults = f
}

// SetFile puts a file on the base, or takes it away when content is nil.
func (b *Base) SetFile(path string, content []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files.draw(b.plan)
	b.files.files = maps.Clone(b.files.files)
	if content == nil {
		delete(b.files.files, path)
		return
	}
	b.files.files[path] = content
}

// LeaveFileOpen takes the only session, as a reader whose link broke does.
func (b *Base) LeaveFileOpen() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files.isOpen = true
}

// FileReads counts the pieces asked for so far.
func (b *Base) FileReads() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.files.reads
}

// FileOpen tells whether a session is open.
func (b *Base) FileOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.files.isOpen
}

// draw puts the plan's map there, once. Another body brings its own map, by
// SetFile.
func (f *fileService) draw(p *FloorPlan) {
	switch {
	case f.files != nil:
	case p == nil:
		f.files = map[string][]byte{}
	default:
		f.files = p.MapFiles()
	}
}

// serveFile answers one request. The caller holds mu.
func (b *Base) serveFile(m *common.MessageFileTransferProtocol) {
	if m.TargetSystem > 1 || m.TargetComponent > 1 {
		return // somebody else's
	}
	request, err := base.DecodeFTP(m.Payload)
	if err != nil {
		b.reject("a file packet: %v", err)
		return
	}
	f := &b.files
	f.draw(b.plan)
	// The same number again asks for the lost answer, not for the operation.
	if !f.answered || f.last.Seq != request.Seq+1 {
		f.last = f.answer(request)
		f.answered = true
	}
	b.sendAnswer(f.last)
}

// sendAnswer puts an answer on the wire, through the faults.
func (b *Base) sendAnswer(p base.FTPPacket) {
	f := &b.files
	f.answers++
	if f.faults.Garbage {
		stale := p
		stale.Seq -= 2
		b.sendFTP(stale.Encode())
		payload := p.Encode()
		payload[4] = 255 // more data than fits
		b.sendFTP(payload)
		payload = p.Encode()
		payload[3] = 77 // neither yes nor no
		b.sendFTP(payload)
	}
	if f.faults.Late {
		late := p
		before := f.held
		f.held = &late
		if before == nil {
			return
		}
		p = *before
	}
	if f.faults.DropEvery > 0 && f.answers%f.faults.DropEvery == 0 {
		return
	}
	b.sendFTP(p.Encode())
	if f.faults.Twice {
		b.sendFTP(p.Encode())
	}
}

func (b *Base) sendFTP(payload [251]byte) {
	b.send(&common.MessageFileTransferProtocol{TargetSystem: 1, TargetComponent: 191, Payload: payload})
}

func (f *fileService) answer(request base.FTPPacket) base.FTPPacket {
	data, code := f.perform(request)
	a := base.FTPPacket{
		Seq: request.Seq + 1, Session: f.session, Op: base.FTPAck, Request: request.Op,
		Offset: request.Offset, Data: data,
	}
	if code != 0 {
		a.Op, a.Data = base.FTPNak, []byte{byte(code)}
	}
	return a
}

// perform carries a request out. The code is 0 when it worked.
func (f *fileService) perform(r base.FTPPacket) (data []byte, code base.FTPCode) {
	switch r.Op {
	case base.FTPOpenFileRO:
		return f.openFile(string(r.Data))
	case base.FTPReadFile:
		return f.read(r)
	case base.FTPCalcFileCRC32:
		content, ok := f.files[string(r.Data)]
		if !ok {
			return nil, base.FTPFileNotFound
		}
		sum := base.FTPChecksum(content)
		if f.faults.WrongCRC {
			sum++
		}
		return binary.LittleEndian.AppendUint32(nil, sum), 0
	case base.FTPTerminateSession:
		if !f.isOpen || r.Session != f.session {
			return nil, base.FTPInvalidSession
		}
		f.isOpen = false
		return nil, 0
	case base.FTPResetSessions:
		f.isOpen = false
		return nil, 0
	default:
		return nil, base.FTPUnknownCommand
	}
}

func (f *fileService) openFile(path string) (data []byte, code base.FTPCode) {
	content, ok := f.files[path]
	switch {
	case f.isOpen:
		return nil, base.FTPNoSessionsAvailable
	case !ok:
		return nil, base.FTPFileNotFound
	}
	f.session++
	f.open, f.isOpen = content, true
	return binary.LittleEndian.AppendUint32(nil, uint32(len(content))), 0
}

func (f *fileService) read(r base.FTPPacket) (data []byte, code base.FTPCode) {
	f.reads++
	switch {
	case f.faults.Refuse != 0:
		return nil, f.faults.Refuse
	case !f.isOpen || r.Session != f.session:
		return nil, base.FTPInvalidSession
	case r.Want == 0:
		return nil, base.FTPInvalidDataSize
	case int64(r.Offset) >= int64(len(f.open)):
		return nil, base.FTPEndOfFile
	}
	want := int(r.Want)
	if f.faults.Short {
		want = (want + 1) / 2
	}
	rest := f.open[r.Offset:]
	return rest[:min(want, len(rest))], 0
}
