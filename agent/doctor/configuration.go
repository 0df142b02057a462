package doctor

import (
	"context"
	"strconv"
)

// Config is what the configuration's check needs.
type Config struct {
	File string
	// Problems returns every problem of the file, and what may be meant; an error
	// when it cannot be read.
	Problems func() (problems, warnings []string, err error)
	// Catalogue checks the ward's catalogue: what is wrong with it, how many
	// procedures it has, and how many were checked too long ago. nil without a
	// configuration.
	Catalogue func() (all, stale int, err error)
}

func configTroubles() []Trouble {
	p := PartConfig
	return []Trouble{
		{p, "configuration.missing", Fail, Text{"Không đọc được: %v.", "Cannot be read: %v."}, Text{"Tạo tệp bằng kioskctl configure, hoặc khôi phục bản sao lưu (kioskctl config restore).", "Make the file with kioskctl configure, or restore a backup (kioskctl config restore)."}},
		{p, "configuration.invalid", Fail, Text{"%[1]s lỗi; lỗi đầu: %[2]s.", "Problems: %[1]s; the first: %[2]s."}, Text{"Xem hết lỗi bằng kioskctl config check, sửa rồi kiểm tra lại.", "See all of them with kioskctl config check, correct them, check again."}},
		{p, "configuration.warning", Warn, Text{"%[1]s điều cần xem; đầu tiên: %[2]s.", "To be looked at: %[1]s; the first: %[2]s."}, Text{"Xem hết bằng kioskctl config check.", "See all with kioskctl config check."}},
		{p, "configuration.catalogue", Fail, Text{"Danh mục thủ tục của phường không dùng được: %v.", "The ward's catalogue cannot be used: %v."}, Text{"Sửa tệp theo kioskctl catalogue check; đến lúc đó máy dùng danh mục có sẵn.", "Correct the file as kioskctl catalogue check says; until then the robot uses its own."}},
		{p, "configuration.stale", Warn, Text{"%[1]d trong %[2]d thủ tục chưa được soát lại hơn một năm.", "%[1]d of %[2]d procedures were last checked more than a year ago."}, Text{"Soát lại với cán bộ phụ trách: kioskctl catalogue check.", "Check them with the official in charge: kioskctl catalogue check."}},
	}
}

// Check examines the configuration and the catalogue.
func (c Config) Check() Check {
	return Check{Part: PartConfig, Run: func(context.Context, Ask) []Result { return c.examine() }}
}

func (c Config) examine() []Result {
	problems, warnings, err := c.Problems()
	switch {
	case err != nil:
		return []Result{trouble("configuration.missing", err)}
	case len(problems) > 0:
		return []Result{trouble("configuration.invalid", strconv.Itoa(len(problems)), problems[0])}
	}
	var out []Result
	if len(warnings) > 0 {
		out = append(out, trouble("configuration.warning", strconv.Itoa(len(warnings)), warnings[0]))
	}
	all, stale, err := c.Catalogue()
	switch {
	case err != nil:
		out = append(out, trouble("configuration.catalogue", err))
	case stale > 0:
		out = append(out, trouble("configuration.stale", stale, all))
	}
	if len(out) == 0 {
		out = append(out, pass(PartConfig, Text{"Không có lỗi; %d thủ tục trong danh mục.", "No problem; %d procedures in the catalogue."}, all))
	}
	return out
}
