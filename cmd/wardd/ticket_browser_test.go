package main_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tiepdan/cmd/internal/freeport"
)

var shot = flag.String("ticket-shot", "", "write a picture of the ticket's pages to this file")

// says is what stands on the page.
const says = `document.querySelector("main").innerText`

// TestTicketPageOnPhone lets a real browser of a phone's size follow a ticket.
func TestTicketPageOnPhone(t *testing.T) {
	t.Parallel()
	w := newWardd(t, "")
	w.listen = freeport.Address(t)
	w.startReceiving()
	u := newUnit(t, "kb-01")
	u.served(6)
	stop := u.connect(w.mqtt)
	first, second, third := u.take(), u.take(), u.take()
	u.arrive()
	w.wantPage(third, "2 người", "phút")
	b := newBrowser(t)
	b.phone(390, 844)
	b.open(w.page + "t/" + third)
	b.eval(`window.kept = "yes"`)
	b.until(says+`.includes("2 người") && `+says+`.includes("2 people")`, "true")
	pictures := [][]byte{b.picture()}
	u.call(3)
	b.until(says+`.includes("1 người")`, "true")
	u.pass(time.Second)
	u.call(4)
	b.until(says+`.includes("người tiếp theo")`, "true")
	pictures = append(pictures, b.picture())
	u.close(3)
	u.pass(time.Second)
	u.call(3)
	b.until(says+`.includes("Cửa 3") + " " + document.title.includes("Mời quý khách đến: Cửa 3") + " " + window.kept`, "true true yes")
	pictures = append(pictures, b.picture())
	u.miss(3)
	b.until(says+`.includes("Quay lại trước")`, "true")
	pictures = append(pictures, b.picture())
	b.wantRoom()
	stop()
	b.until(says+`.includes("Số liệu đã cũ") + " " + window.kept`, "true yes")
	pictures = append(pictures, b.picture())
	b.wantRoom()
	u.connect(w.mqtt)
	b.until(says+`.includes("Số liệu đã cũ")`, "false")
	b.sleeps(t, w, u)
	b.without(w.page+"t/"+second, w.page+"t/"+first+"x")
	if len(b.faults) > 0 {
		t.Errorf("got complaints of the page:\n%s", strings.Join(b.faults, "\n"))
	}
	if *shot != "" {
		write(t, *shot, pictures)
	}
}

// wantRoom checks that a narrow phone with letters of twice the size shows the
// whole width.
func (b *browser) wantRoom() {
	b.t.Helper()
	for _, tt := range []struct {
		wide int
		text string
	}{{360, "100%"}, {360, "200%"}, {390, "200%"}, {320, "100%"}} {
		b.phone(tt.wide, 740)
		b.eval(`document.documentElement.style.fontSize = "` + tt.text + `"`) // the policy lets scripts set styles
		js := `[...document.querySelectorAll("html,p,dd,dt")].filter(e => !e.hidden && e.scrollWidth > Math.min(e.clientWidth + 1, ` +
			strconv.Itoa(tt.wide) + `)).map(e => e.className + " " + e.innerText + " " + e.scrollWidth + " " + e.clientWidth).join("; ")`
		if got := b.eval(js); got != "" {
			b.t.Errorf("%d pixels with letters at %s: got beyond the width: %s", tt.wide, tt.text, got)
		}
	}
	b.eval(`document.documentElement.style.fontSize = ""`)
	b.phone(390, 844)
}

// sleeps cuts the phone off, and lets it find back by itself.
func (b *browser) sleeps(t *testing.T, w *wardd, u *unit) {
	t.Helper()
	w.kill()
	b.until(`!document.getElementById("off").hidden`, "true")
	w.startReceiving()
	u.call(4) // refused or not: the line is said again
	b.until(`document.getElementById("off").hidden + " " + `+says+`.includes("Quay lại trước") + " " + window.kept`, "true true yes")
}

// without opens a page with scripts off, and one of no ticket.
func (b *browser) without(page, none string) {
	b.t.Helper()
	b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	b.open(page)
	b.until(says+`.includes("A00") + " " + (document.querySelector("meta[http-equiv=refresh]")?.content)`, "true 20")
	b.open(none)
	b.until(says+`.includes("Không tìm thấy phiếu này")`, "true")
	b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": false}, nil)
}

// write puts pictures side by side.
func write(t *testing.T, file string, pictures [][]byte) {
	t.Helper()
	const gap = 40
	var all []image.Image
	wide, high := gap, 0
	for _, data := range pictures {
		p, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
		wide, high = wide+p.Bounds().Dx()+gap, max(high, p.Bounds().Dy())
	}
	sheet := image.NewRGBA(image.Rect(0, 0, wide, high+2*gap))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.RGBA{0x8c, 0x95, 0x90, 0xff}), image.Point{}, draw.Src)
	x := gap
	for _, p := range all {
		draw.Draw(sheet, image.Rect(x, gap, x+p.Bounds().Dx(), gap+p.Bounds().Dy()), p, p.Bounds().Min, draw.Src)
		x += p.Bounds().Dx() + gap
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, sheet); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
