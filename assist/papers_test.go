package assist_test

import (
	"testing"

	"tiepdan/assist"
)

func TestLacking(t *testing.T) {
	t.Parallel()
	p := &assist.Procedure{Papers: []assist.Text{
		{Vi: "Tờ khai đăng ký khai sinh"},
		{Vi: "Giấy chứng sinh. Không có thì viết giấy cam đoan, nêu rõ lý do"},
		{Vi: "Giấy tờ tùy thân để xuất trình: căn cước, VNeID hoặc hộ chiếu"},
		{Vi: "Văn bản ủy quyền nếu nhờ người khác đi thay"},
		{Vi: "Nếu đã ly hôn: bản án hoặc quyết định"},
		{Vi: "Giấy tờ về chỗ ở (tùy trường hợp)"},
	}}
	for _, tt := range []struct {
		name              string
		have              []int
		always, sometimes int
	}{
		{"nothing", nil, 3, 3},
		{"one that everybody brings", []int{1}, 2, 3},
		{"one of some cases", []int{4}, 3, 2},
		{"all that everybody brings", []int{0, 1, 2}, 0, 3},
		{"all", []int{0, 1, 2, 3, 4, 5}, 0, 0},
		{"what is not in the list", []int{9, -1}, 3, 3},
	} {
		if always, sometimes := p.Lacking(tt.have); always != tt.always || sometimes != tt.sometimes {
			t.Errorf("%s: got %d and %d, want %d and %d", tt.name, always, sometimes, tt.always, tt.sometimes)
		}
	}
}
