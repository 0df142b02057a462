package image_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// qmp is QEMU's own line: pictures and touches from outside of the guest.
type qmp struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

func dialQMP(t *testing.T, path string) *qmp {
	t.Helper()
	conn := dial(t, path)
	q := &qmp{t: t, conn: conn, in: bufio.NewReader(conn)}
	if _, err := q.in.ReadBytes('\n'); err != nil {
		t.Fatalf("cannot hear QEMU: %v", err)
	}
	q.do("qmp_capabilities", nil)
	return q
}

// do carries out one command; events in between are passed over.
func (q *qmp) do(command string, arguments map[string]any) {
	q.t.Helper()
	if err := q.try(command, arguments); err != nil {
		q.t.Fatalf("QEMU, %s: %v", command, err)
	}
}

func (q *qmp) try(command string, arguments map[string]any) error {
	request := map[string]any{"execute": command}
	if arguments != nil {
		request["arguments"] = arguments
	}
	line, err := json.Marshal(request)
	if err != nil {
		return fmt.Errorf("cannot ask: %w", err)
	}
	_ = q.conn.SetDeadline(time.Now().Add(2 * time.Minute))
	if _, err := q.conn.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("cannot ask: %w", err)
	}
	for {
		line, err := q.in.ReadBytes('\n')
		if err != nil {
			return fmt.Errorf("no answer: %w", err)
		}
		var answer struct {
			Return *json.RawMessage `json:"return"`
			Error  *struct {
				Desc string `json:"desc"`
			} `json:"error"`
		}
		if err := json.Unmarshal(line, &answer); err != nil {
			return fmt.Errorf("cannot read the answer: %w", err)
		}
		if answer.Error != nil {
			return fmt.Errorf("refused: %s", answer.Error.Desc)
		}
		if answer.Return != nil {
			return nil
		}
	}
}

// picture is what the display shows, seen from outside of the guest.
func (m *machine) picture() (image.Image, error) {
	file := filepath.Join(m.dir, "screen.png")
	if err := m.qmp.try("screendump", map[string]any{"filename": file, "format": "png"}); err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("cannot open the picture: %w", err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("cannot read the picture: %w", err)
	}
	return img, nil
}

// keepPicture saves the newest picture among the logs.
func (m *machine) keepPicture(name string) {
	m.t.Helper()
	tool(m.t, "cp", filepath.Join(m.dir, "screen.png"), filepath.Join(logs(m.t), name+".png"))
}

// ours tells how much of a picture has the ground of a screen of ours, and how much
// our dark blue. Text and icons make the rest.
func ours(img image.Image) (ground, brand float64) {
	b := img.Bounds()
	var n, g, d int
	for y := b.Min.Y; y < b.Max.Y; y += 4 {
		for x := b.Min.X; x < b.Max.X; x += 4 {
			n++
			red, green, blue, _ := img.At(x, y).RGBA()
			switch [3]uint32{red >> 8, green >> 8, blue >> 8} {
			case [3]uint32{0xF4, 0xF1, 0xEA}, [3]uint32{0xFF, 0xFF, 0xFF}:
				g++
			case [3]uint32{0x0D, 0x2B, 0x4B}:
				d++
			}
		}
	}
	return float64(g) / float64(n), float64(d) / float64(n)
}

// splashes waits for the picture of the start, which is all ground and some words.
func (m *machine) splashes() {
	m.t.Helper()
	m.until("the picture of the start is seen", bootLimit, func() error {
		img, err := m.picture()
		if err != nil {
			return err
		}
		ground, brand := ours(img)
		if ground >= 0.3 && brand >= 0.02 {
			m.t.Error("the agent's screen came first")
			return nil
		}
		if ground < 0.9 || brand < 0.001 {
			return fmt.Errorf("%.0f%% of it is our ground, %.1f%% our blue", 100*ground, 100*brand)
		}
		return nil
	})
	m.keepPicture("splash")
}

// shows waits for a screen of ours and says how long it took since the power came.
func (m *machine) shows(limit time.Duration) time.Duration {
	m.t.Helper()
	m.until("a screen of ours is seen", limit, func() error {
		img, err := m.picture()
		if err != nil {
			return err
		}
		if size := img.Bounds().Size(); size != image.Pt(1920, 1080) {
			return fmt.Errorf("the picture has %v pixels", size)
		}
		if ground, brand := ours(img); ground < 0.3 || brand < 0.02 {
			return fmt.Errorf("%.0f%% of it is our ground, %.0f%% our blue", 100*ground, 100*brand)
		}
		return nil
	})
	return time.Since(m.began)
}
