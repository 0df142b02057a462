package doctor

import (
	"context"
	"strings"
	"time"
)

// Models is what the check of the speech models needs.
type Models struct {
	Wanted bool // requests by voice are configured
	// Verify compares every file with its manifest.
	Verify func(context.Context) ([]Model, error)
	// Wake says why no wake word would be noticed; nil without wake words.
	Wake func() error
}

// Model is one model that is installed.
type Model struct {
	Name, Kind string // the kinds "asr", "vad", "tts"
	Err        error  // why it cannot be used
}

func modelTroubles() []Trouble {
	p := PartModels
	again := Text{"Cài lại mô hình: kioskctl models remove TÊN, rồi kioskctl models install.", "Install the model again: kioskctl models remove NAME, then kioskctl models install."}
	return []Trouble{
		{p, "models.unreadable", Fail, Text{"Không đọc được thư mục mô hình: %v.", "The directory of models cannot be read: %v."}, Text{"Kiểm tra speech.models_dir và quyền của thư mục.", "Check speech.models_dir and whom the directory belongs to."}},
		{p, "models.corrupt", Fail, Text{"Mô hình %[1]s không dùng được: %[2]v.", "The model %[1]s cannot be used: %[2]v."}, again},
		{p, "models.deaf", Warn, Text{"Đã bật nghe yêu cầu bằng giọng nói nhưng thiếu mô hình: %s.", "Requests by voice are on, and a model is missing: %s."}, Text{"Cài mô hình (kioskctl models install), hoặc tắt speech.listen.", "Install it (kioskctl models install), or switch speech.listen off."}},
		{p, "models.asleep", Warn, Text{"Không từ đánh thức nào có tác dụng: %v.", "No wake word would be noticed: %v."}, Text{"Cài mô hình (kioskctl models install), hoặc xóa speech.wake_words.", "Install a model (kioskctl models install), or take speech.wake_words out."}},
		{p, "models.none", Skipped, Text{"Không cài mô hình nào; không cần khi không nghe giọng nói.", "No model is installed; none is needed without requests by voice."}, Text{"Không cần làm gì.", "Nothing to do."}},
	}
}

// Check examines the speech models.
func (m Models) Check() Check {
	return Check{Part: PartModels, Limit: time.Minute, Run: func(ctx context.Context, _ Ask) []Result { return m.examine(ctx) }}
}

func (m Models) examine(ctx context.Context) []Result {
	all, err := m.Verify(ctx)
	if err != nil {
		return []Result{trouble("models.unreadable", err)}
	}
	var out []Result
	var names []string
	have := map[string]bool{}
	for _, one := range all {
		if one.Err != nil {
			out = append(out, trouble("models.corrupt", one.Name, one.Err))
			continue
		}
		have[one.Kind] = true
		names = append(names, one.Name)
	}
	if len(out) == 0 {
		out = m.lacking(have)
	}
	switch {
	case len(out) > 0:
	case len(all) == 0:
		out = append(out, trouble("models.none"))
	default:
		out = append(out, pass(PartModels, Text{"Khớp với tổng SHA-256: %s.", "Their SHA-256 sums are right: %s."}, strings.Join(names, ", ")))
	}
	return out
}

// lacking says what cannot be done with the kinds of models there are.
func (m Models) lacking(have map[string]bool) []Result {
	var out []Result
	var missing []string
	for _, kind := range []string{"vad", "asr"} {
		if m.Wanted && !have[kind] {
			missing = append(missing, kind)
		}
	}
	if len(missing) > 0 {
		out = append(out, trouble("models.deaf", strings.Join(missing, ", ")))
	}
	if m.Wake != nil {
		if err := m.Wake(); err != nil {
			out = append(out, trouble("models.asleep", err))
		}
	}
	return out
}
