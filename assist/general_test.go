package assist_test

import (
	"slices"
	"testing"

	"tiepdan/assist"
)

func TestGeneral(t *testing.T) {
	t.Parallel()
	general := []string{"giấy tờ", "tôi muốn xin cấp lại giấy bị mất", "lam ho so", "nộp đơn ở đâu", "I need a form"}
	named := []string{"giấy khai sinh", "cấp lại căn cước", "sao y", "KT3", "đơn ly hôn", "birth certificate"}
	if got := assist.General(slices.Concat(general, named)); !slices.Equal(got, general) {
		t.Errorf("got %q, want %q", got, general)
	}
}
