package assist_test

import (
	"strings"
	"testing"

	"tiepdan/assist"
)

func choice(kind assist.Kind, codes ...string) assist.Understanding {
	n := assist.Need{Kind: kind}
	for i, code := range codes {
		n.Candidates = append(n.Candidates, assist.Candidate{Code: code, P: 0.5 / float64(i+1)})
	}
	return assist.Understanding{Kind: kind, Needs: []assist.Need{n}}
}

func offeredCodes(u assist.Understanding) string {
	var all []string
	for _, n := range u.Needs {
		for _, c := range n.Candidates {
			all = append(all, c.Code)
		}
	}
	return strings.Join(all, " ")
}

// TestPrefer: what is preferred comes first; nothing comes, goes, or is decided.
func TestPrefer(t *testing.T) {
	t.Parallel()
	two := choice(assist.Choose, "a", "b")
	two.Needs = append(two.Needs, two.Needs[0])
	tests := []struct {
		name string
		u    assist.Understanding
		code string
		want string
	}{
		{"second", choice(assist.Choose, "a", "b", "c"), "b", "b a c"},
		{"third", choice(assist.Choose, "a", "b", "c"), "c", "c a b"},
		{"first", choice(assist.Choose, "a", "b", "c"), "a", "a b c"},
		{"not offered", choice(assist.Choose, "a", "b", "c"), "d", "a b c"},
		{"nothing", choice(assist.Choose, "a", "b"), "", "a b"},
		{"direct", choice(assist.Direct, "a", "b"), "b", "a b"},
		{"a question", choice(assist.Clarify, "a", "b"), "b", "a b"},
		{"two needs", two, "b", "a b a b"},
		{"out of scope", assist.Understanding{Kind: assist.OutOfScope}, "a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := offeredCodes(tt.u)
			got := tt.u.Prefer(tt.code)
			if offeredCodes(got) != tt.want || got.Kind != tt.u.Kind {
				t.Errorf("got %s %s, want %s %s", got.Kind, offeredCodes(got), tt.u.Kind, tt.want)
			}
			if offeredCodes(tt.u) != before {
				t.Errorf("got %s of what it was made from, want it as it was", offeredCodes(tt.u))
			}
		})
	}
}

// TestImpersonal: numbers and unknown words are left out of what may be sent.
func TestImpersonal(t *testing.T) {
	t.Parallel()
	u := assist.NewUnderstander(assist.New(nil, []assist.Procedure{{
		Code: "1", Title: assist.Text{Vi: "Đăng ký khai sinh"}, Plain: assist.Text{Vi: "Khai sinh cho con"}, Say: []string{"làm giấy khai sinh cho con hai tuổi"},
	}}))
	tests := []struct{ said, want string }{
		{"làm giấy khai sinh cho con", "làm giấy khai sinh cho con"},
		{"tôi là Wagner, làm giấy khai sinh", "tôi là làm giấy khai sinh"},
		{"làm giấy khai sinh, số 0912345678", "làm giấy khai sinh"},
		{"khai sinh không chín một hai ba bốn năm sáu bảy tám", "khai sinh"},
		{"khai sinh 0 9 1 2 3 4", "khai sinh"},
		{"con hai tuổi", "con hai tuổi"},
		{"con 2 tuổi", "con tuổi"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := u.Impersonal(tt.said); got != tt.want && !strings.HasPrefix(got, tt.want+" số") {
			t.Errorf("%q: got %q, want %q", tt.said, got, tt.want)
		}
	}
}
