package assist_test

import (
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"tiepdan/assist"
)

// learnt is the program's own catalogue and what was learnt from it, once for
// all tests: neither changes.
var learnt = sync.OnceValues(func() (*assist.Catalogue, *assist.Understander) {
	c := ward(quiet{})
	return c, assist.NewUnderstander(c)
})

// quiet is a test without a name, for what all tests share.
type quiet struct{ testing.TB }

func (quiet) Helper() {}

func (quiet) Fatal(args ...any) { panic(args) }

func TestUnderstandKinds(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	for _, tc := range []struct {
		said     string
		kind     assist.Kind
		code     string
		talk     assist.Talk
		question assist.Question
	}{
		{"tôi muốn làm giấy khai sinh cho con trai mới đẻ", assist.Direct, "1.001193", "", ""},
		{"cho bác hỏi đăng ký tạm trú", assist.Direct, "1.004194", "", ""},
		{"dang ky tam tru", assist.Direct, "1.004194", "", ""},
		{"ddawng kys taamj truso", assist.Direct, "1.004194", "", ""},
		{"em bị mất căn cước", assist.Direct, "1.014064", "", ""},
		{"mở khóa VNeID giúp tôi", assist.Direct, "3.000284", "", ""},
		{"làm khai sinh mất bao lâu", assist.Direct, "1.001193", "", assist.QuestionTime},
		{"sao y bằng đại học hết bao nhiêu tiền", assist.Direct, "2.000815", "", assist.QuestionFee},
		{"bao lâu", assist.FollowUp, "", "", assist.QuestionTime},
		{"mất mấy ngày thì xong hả cháu", assist.FollowUp, "", "", assist.QuestionTime},
		{"cần giấy tờ gì", assist.FollowUp, "", "", assist.QuestionPapers},
		{"ở cửa nào", assist.FollowUp, "", "", assist.QuestionDoor},
		{"mấy giờ đóng cửa", assist.FollowUp, "", "", assist.QuestionHours},
		{"phí bao nhiêu", assist.FollowUp, "", "", assist.QuestionFee},
		{"con tôi 3 tuổi thì sao", assist.FollowUp, "", "", assist.QuestionAge},
		{"nộp online được không", assist.FollowUp, "", "", assist.QuestionOnline},
		{"ai giải quyết", assist.FollowUp, "", "", assist.QuestionOwner},
		{"xin chào", assist.SmallTalk, "", assist.TalkGreeting, ""},
		{"cảm ơn cháu nhiều nhé", assist.SmallTalk, "", assist.TalkThanks, ""},
		{"bạn có phải là người không", assist.SmallTalk, "", assist.TalkRobot, ""},
		{"kể chuyện cười đi", assist.SmallTalk, "", assist.TalkJoke, ""},
		{"tôi muốn khiếu nại cán bộ", assist.Staff, "", assist.TalkComplaint, ""},
		{"gọi cấp cứu", assist.Staff, "", assist.TalkEmergency, ""},
		{"cho tôi gặp người thật", assist.Staff, "", assist.TalkPerson, ""},
		{"giá vàng hôm nay bao nhiêu một chỉ", assist.OutOfScope, "", "", assist.QuestionFee},
		{"thời tiết ngày mai", assist.OutOfScope, "", "", ""},
		{"", assist.OutOfScope, "", "", ""},
		{"…!", assist.OutOfScope, "", "", ""},
	} {
		t.Run(tc.said, func(t *testing.T) {
			t.Parallel()
			for _, said := range []string{tc.said, norm.NFD.String(tc.said)} {
				got := u.Understand(said)
				code := ""
				if len(got.Needs) > 0 {
					code = got.Needs[0].Code()
				}
				if got.Kind != tc.kind || code != tc.code || got.Talk != tc.talk || got.Question != tc.question {
					t.Errorf("got %+v, want %v %q %q %q", got, tc.kind, tc.code, tc.talk, tc.question)
				}
			}
		})
	}
	if got := u.Understand("con tôi mười hai tuổi thì sao"); got.Age != 12 {
		t.Errorf("got the age %d, want 12", got.Age)
	}
}

func TestUnderstandSeveral(t *testing.T) {
	t.Parallel()
	_, u := learnt()
	for _, tc := range []struct {
		said string
		want []string
	}{
		{"tôi muốn đăng ký tạm trú và sao y bằng đại học", []string{"1.004194", "2.000815"}},
		{"sao y căn cước, tiện thể xin giấy xác nhận độc thân", []string{"2.000815", "1.004873"}},
		{"đăng ký tạm trú với lại làm khai sinh cho con", []string{"1.004194", "1.001193"}},
		{"tôi mở quán bán hàng cần đăng ký hộ kinh doanh và chứng thực hợp đồng thuê nhà", []string{"1.001612", "2.001035"}},
		{"ĐỔI CĂN CƯỚC HẾT HẠN, NHÂN TIỆN XIN GIẤY XÁC NHẬN ĐỘC THÂN", []string{"1.014063", "1.004873"}},
		{"khai bao tam vang roi lam giay khuyet tat", []string{"1.003677", "1.001699"}},
		{"đăng ký kết hôn với người nước ngoài", []string{"2.000806"}},
		{"làm khai tử cho bố rồi xóa đăng ký thường trú", nil}, // one or both, but not others
	} {
		got := u.Understand(tc.said)
		var codes []string
		for _, n := range got.Needs {
			codes = append(codes, n.Code())
		}
		if tc.want != nil && !slices.Equal(codes, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.said, codes, tc.want)
		}
		for _, c := range codes {
			if tc.want == nil && c != "1.000656" && c != "1.003197" {
				t.Errorf("%s: got %v, want nothing that was not said", tc.said, codes)
			}
		}
	}
}

// Every phrase of the catalogue is understood, and one need stays one.
func TestUnderstandsTheCataloguesPhrases(t *testing.T) {
	t.Parallel()
	c, u := learnt()
	n, right, split := 0, 0, 0
	for _, p := range c.Procedures {
		for _, s := range p.Say {
			got := u.Understand(s)
			n++
			if len(got.Needs) > 0 && got.Needs[0].Code() == p.Code {
				right++
			} else {
				t.Logf("%q of %s: got %+v", s, p.Code, got)
			}
			if len(got.Needs) > 1 {
				split++
			}
		}
	}
	if right*100 < n*99 || split*200 > n {
		t.Errorf("got %d of %d right and %d taken for several, want at least 99 %% and at most 0.5 %%", right, n, split)
	}
}

// The order of the catalogue, and asking again, change nothing.
func TestUnderstandIsDeterministic(t *testing.T) {
	t.Parallel()
	c, u := learnt()
	turned := slices.Clone(c.Procedures)
	slices.Reverse(turned)
	other := assist.NewUnderstander(assist.New(c.Groups, turned))
	for _, p := range c.Procedures {
		for _, s := range []string{p.Plain.Vi, p.Say[0], "cho tôi hỏi " + p.Say[len(p.Say)-1]} {
			if a, b := u.Understand(s), other.Understand(s); !reflect.DeepEqual(a, b) {
				t.Fatalf("%q: got %+v, and with the catalogue turned round %+v", s, a, b)
			}
		}
	}
}

func TestUnderstanderOfNothing(t *testing.T) {
	t.Parallel()
	if got := assist.NewUnderstander(assist.New(nil, nil)).Understand("khai sinh"); got.Kind != assist.OutOfScope {
		t.Errorf("got %+v of an empty catalogue, want out of scope", got)
	}
	one := assist.New(nil, []assist.Procedure{{Code: "1", Plain: assist.Text{Vi: "Khai sinh"}}, {Code: "1"}, {Code: "2"}})
	if got := assist.NewUnderstander(one).Understand("khai sinh"); len(got.Needs) > 0 && got.Needs[0].Code() != "1" {
		t.Errorf("got %+v of a small catalogue, want 1 or nothing", got)
	}
}

// TestUnderstandIsSmall holds the memory; BenchmarkUnderstand measures the time.
func TestUnderstandIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("measures memory")
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := ward(t)
	u := assist.NewUnderstander(c)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := float64(after.HeapAlloc) - float64(before.HeapAlloc); used > 20e6 {
		t.Errorf("got %.1f MB for the catalogue and what was learnt, want at most 20", used/1e6)
	}
	runtime.KeepAlive(u)
}

func FuzzUnderstand(f *testing.F) {
	c, u := learnt()
	for _, s := range []string{"khai sinh", "nguye6nx 3 tuổi thì sao", "\u0301\xff Đ, và rồi ", "mười lăm hai mươi", "bao lâu", "không phải kết hôn, nhầm, không phải, khai tử, không", "à nhầm không muốn khai sinh, vừa vừa lẫn cả"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said string) {
		got := u.Understand(said)
		if again := u.Understand(said); !reflect.DeepEqual(got, again) {
			t.Fatalf("got %+v, then %+v, want the same", got, again)
		}
		if needs := got.Kind == assist.Direct || got.Kind == assist.Choose || got.Kind == assist.Clarify; needs != (len(got.Needs) > 0) {
			t.Fatalf("got %+v, want needs if and only if it is about procedures", got)
		}
		for _, n := range got.Needs {
			for i, cand := range n.Candidates {
				if _, ok := c.Find(cand.Code); !ok || !(cand.P >= 0 && cand.P <= 1) || i > 0 && cand.P > n.Candidates[i-1].P {
					t.Fatalf("got %+v, want procedures of the catalogue, the most probable first", n)
				}
			}
		}
	})
}

// The slowest of a hundred phrases, each at the best of three times, for the
// machine has other work; and the memory of the catalogue with what was learnt.
func BenchmarkUnderstand(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := ward(b)
	u := assist.NewUnderstander(c)
	runtime.GC()
	runtime.ReadMemStats(&after)
	var took []time.Duration
	for b.Loop() {
		took = took[:0]
		for _, p := range c.Procedures {
			for _, s := range p.Say {
				best := time.Hour
				for range 3 {
					start := time.Now()
					u.Understand(s)
					best = min(best, time.Since(start))
				}
				took = append(took, best)
			}
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99_ms")
	b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/1e6, "heap_MB")
}

func BenchmarkLearn(b *testing.B) {
	c, _ := learnt()
	for b.Loop() {
		assist.NewUnderstander(c)
	}
}
