package speech

// inFull returns the words an abbreviation stands for, or "" for any other
// word. The table holds what a ward's service point writes on its boards.
func inFull(s string) string {
	return map[string]string{
		"UBND":   "Ủy ban nhân dân",
		"HĐND":   "Hội đồng nhân dân",
		"CCCD":   "căn cước công dân",
		"CMND":   "chứng minh nhân dân",
		"BHYT":   "bảo hiểm y tế",
		"BHXH":   "bảo hiểm xã hội",
		"BHTN":   "bảo hiểm thất nghiệp",
		"TTHC":   "thủ tục hành chính",
		"DVC":    "dịch vụ công",
		"DVCTT":  "dịch vụ công trực tuyến",
		"GPLX":   "giấy phép lái xe",
		"GKS":    "giấy khai sinh",
		"STT":    "số thứ tự",
		"SĐT":    "số điện thoại",
		"ĐT":     "điện thoại",
		"TP":     "thành phố",
		"TP.":    "thành phố",
		"TPHCM":  "thành phố Hồ Chí Minh",
		"TP.HCM": "thành phố Hồ Chí Minh",
		"HN":     "Hà Nội",
		"VN":     "Việt Nam",
		"P.":     "phường",
		"Q.":     "quận",
		"QR":     "kiu a",
		"VNeID":  "vi en i đi",
		"ADN":    "a đê en", //nolint:misspell // Vietnamese
		"GCN":    "giấy chứng nhận",
		"QSDĐ":   "quyền sử dụng đất",
		"GPXD":   "giấy phép xây dựng",
		"HCC":    "hành chính công",
		"HKD":    "hộ kinh doanh",
		"TNHH":   "trách nhiệm hữu hạn",
		"MST":    "mã số thuế",
		"PCCC":   "phòng cháy chữa cháy",
		"HCM":    "Hồ Chí Minh",
		"NKT":    "người khuyết tật",
		"NCC":    "người có công",
		"BTXH":   "bảo trợ xã hội",
		"THPT":   "trung học phổ thông",
		"THCS":   "trung học cơ sở",
		"v.v":    "vân vân",
		"v.v.":   "vân vân",
		"v.v..":  "vân vân",
		"v.v...": "vân vân",
	}[s]
}

func unitName(s string) string {
	return map[string]string{
		"km": "ki lô mét", "kg": "ki lô gam", "m2": "mét vuông", "m²": "mét vuông", "m": "mét", "cm": "xăng ti mét",
	}[s]
}
