package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// Audio is what the sound's check needs.
type Audio struct {
	Kernel  fs.FS // of "/": proc/asound/cards
	Enabled bool  // the configuration has a voice
	Files   bool  // speech goes into files: the configuration's wish
	// Voice tells whether speechd works, and why not; nil when no kioskd runs to
	// tell.
	Voice func() (bool, string)
	// Hear plays a tone and returns how like it is what the microphone heard; an
	// error when either cannot be done. nil plays none.
	Hear func(context.Context) (Heard, error)
}

// Heard is what the microphone heard of a tone.
type Heard struct {
	Likeness float64 // highest correlation with what was played, 0 to 1
	LevelDB  float64 // of what was heard, against the loudest that the microphone can tell
	NoiseDB  float64 // before it
	DelayMS  float64 // from the loudspeaker's first sample
}

// The least likeness by which a tone counts as heard, and the level of a
// microphone that hears nothing.
const (
	likeEnough = 0.35
	silenceDB  = -60
	// clearDB is how far the tone must lie above the noise.
	clearDB   = 10
	toneLimit = 20 * time.Second
)

// Why nothing was played and heard.
var (
	ErrNoMicrophone = errors.New("there is no microphone")
	ErrInVisit      = errors.New("a visitor is served")
)

func audioTroubles() []Trouble {
	p := PartAudio
	return []Trouble{
		{p, "audio.off", Skipped, Text{"Cấu hình tắt tiếng nói.", "The configuration has no voice."}, Text{"Nếu máy cần nói, đặt speech.enabled = true.", "If this unit is to speak, set speech.enabled = true."}},
		{p, "audio.files", Warn, Text{"Cấu hình ghi tiếng nói vào tệp, không ai nghe thấy.", "The configuration writes speech into files: nobody hears it."}, Text{"Đặt speech.output = \"auto\".", "Set speech.output = \"auto\"."}},
		{p, "audio.card", Fail, Text{"Không có thiết bị âm thanh.", "There is no sound device."}, Text{"Kiểm tra cáp loa hoặc bộ chuyển USB; aplay -l phải thấy thiết bị.", "Check the loudspeaker's cable or the USB adapter; aplay -l must list it."}},
		{p, "audio.voice", Fail, Text{"Chương trình tiếng nói không chạy: %s.", "The voice does not run: %s."}, Text{"Xem journalctl -u kioskd; kiểm tra tệp speechd cạnh kioskd.", "Look at journalctl -u kioskd; check that speechd is beside kioskd."}},
		{p, "audio.untested", Skipped, Text{"Chưa phát và nghe lại âm thử.", "No tone was played and heard."}, Text{"Chạy kioskctl doctor --sound (chỉ chạy từ kioskctl), hoặc bấm “Phát câu thử” ở trang kỹ thuật trên màn hình và nghe.", "Run kioskctl doctor --sound (from kioskctl alone), or touch “Speak a test” on the screen's technician page and listen."}},
		{p, "audio.busy", Skipped, Text{"Chưa phát âm thử: đang có người dùng màn hình.", "No tone was played: somebody uses the screen."}, Text{"Chờ người dân xong rồi chạy lại với --sound.", "Wait until the visitor is done, then run again with --sound."}},
		{p, "audio.noisy", Warn, Text{"Âm thử chỉ to hơn tiếng ồn %.0f dB.", "The tone is only %.0f dB above the noise."}, Text{"Thử lại khi phòng yên tĩnh; nếu vẫn vậy, tăng âm lượng hoặc đưa micro ra xa quạt và loa ngoài.", "Try again while the room is quiet; if it stays, turn the volume up, or move the microphone away from fans."}},
		{p, "audio.unplayed", Fail, Text{"Không phát được âm thử: %v.", "The tone could not be played: %v."}, Text{"Nếu thiết bị đang bận, dừng kioskd rồi thử lại; kiểm tra cáp loa.", "If the device is busy, stop kioskd and try again; check the loudspeaker's cable."}},
		{p, "audio.deaf", Fail, Text{"Không có micro.", "There is no microphone."}, Text{"Kiểm tra cáp micro; arecord -l phải thấy thiết bị.", "Check the microphone's cable; arecord -l must list it."}},
		{p, "audio.silent", Fail, Text{"Đã phát âm thử nhưng micro im lặng (%.0f dB).", "The tone was played, and the microphone is silent (%.0f dB)."}, Text{"Bật loa, chỉnh âm lượng (alsamixer), bỏ tắt tiếng micro.", "Switch the loudspeaker on, set the volume (alsamixer), unmute the microphone."}},
		{p, "audio.unlike", Fail, Text{"Micro nghe thấy tiếng khác, không phải âm thử (giống %.2f).", "The microphone heard something else than the tone (likeness %.2f)."}, Text{"Kiểm tra loa có kêu không; thử lại khi phòng yên tĩnh.", "Check that the loudspeaker sounds; try again while the room is quiet."}},
	}
}

// Check examines the sound, and plays a tone if Hear is set.
func (a Audio) Check() Check {
	c := Check{Part: PartAudio, Device: "sound", Limit: usualLimit + toneLimit, Run: a.examine}
	if a.Hear != nil {
		c.Device = "screen" // what is asked of people there, and a robot that moves, is said aloud
	}
	return c
}

func (a Audio) examine(ctx context.Context, ask Ask) []Result {
	switch {
	case !a.Enabled:
		return []Result{trouble("audio.off")}
	case a.Files:
		return []Result{trouble("audio.files")}
	}
	if a.Voice != nil {
		if up, why := a.Voice(); !up {
			return []Result{trouble("audio.voice", why)}
		}
	}
	if a.Hear != nil {
		return a.hear(ctx, ask)
	}
	card := line(a.Kernel, "proc/asound/cards")
	if card == "" || card == "--- no soundcards ---" {
		return []Result{trouble("audio.card")}
	}
	return []Result{pass(PartAudio, Text{"Có thiết bị âm thanh: %s.", "There is a sound device: %s."}, card), trouble("audio.untested")}
}

func (a Audio) hear(ctx context.Context, ask Ask) []Result {
	ask(Text{"Robot phát một âm thử và nghe lại; hãy giữ yên lặng.", "The robot plays a tone and listens; please be quiet."})
	h, err := a.Hear(ctx)
	if err == nil && h.LevelDB >= silenceDB && h.Likeness < likeEnough { // a busy machine drops sound
		h, err = a.Hear(ctx)
	}
	switch {
	case errors.Is(err, ErrNoMicrophone):
		return []Result{trouble("audio.deaf")}
	case errors.Is(err, ErrInVisit):
		return []Result{trouble("audio.busy")}
	case err != nil:
		return []Result{trouble("audio.unplayed", err)}
	case h.LevelDB < silenceDB:
		return []Result{trouble("audio.silent", h.LevelDB)}
	case h.Likeness < likeEnough:
		return []Result{trouble("audio.unlike", h.Likeness)}
	}
	above := h.LevelDB - h.NoiseDB
	if above < clearDB {
		return []Result{trouble("audio.noisy", above)}
	}
	return []Result{pass(PartAudio, Text{"Loa phát, micro nghe thấy (%s).", "The loudspeaker sounds and the microphone hears it (%s)."}, Text{
		fmt.Sprintf("giống %.2f, mức %.0f dB, hơn tiếng ồn %.0f dB, trễ %.0f ms", h.Likeness, h.LevelDB, above, h.DelayMS),
		fmt.Sprintf("likeness %.2f, level %.0f dB, %.0f dB above the noise, delay %.0f ms", h.Likeness, h.LevelDB, above, h.DelayMS),
	})}
}
