package speech

// inFull returns the words an abbreviation stands for, or "" for any other
// word. The list holds what a ward's service point writes on its boards.
func inFull(s string) string {
	switch s {
	case "UBND":
		return "Ủy ban nhân dân"
	case "HĐND":
		return "Hội đồng nhân dân"
	case "CCCD":
		return "căn cước công dân"
	case "CMND":
		return "chứng minh nhân dân"
	case "BHYT":
		return "bảo hiểm y tế"
	case "BHXH":
		return "bảo hiểm xã hội"
	case "BHTN":
		return "bảo hiểm thất nghiệp"
	case "TTHC":
		return "thủ tục hành chính"
	case "DVC":
		return "dịch vụ công"
	case "DVCTT":
		return "dịch vụ công trực tuyến"
	case "GPLX":
		return "giấy phép lái xe"
	case "GKS":
		return "giấy khai sinh"
	case "STT":
		return "số thứ tự"
	case "SĐT":
		return "số điện thoại"
	case "ĐT":
		return "điện thoại"
	}
	return placeInFull(s)
}

func placeInFull(s string) string {
	switch s {
	case "TP", "TP.":
		return "thành phố"
	case "TPHCM", "TP.HCM":
		return "thành phố Hồ Chí Minh"
	case "HN":
		return "Hà Nội"
	case "VN":
		return "Việt Nam"
	case "P.":
		return "phường"
	case "Q.":
		return "quận"
	case "QR":
		return "kiu a"
	case "VNeID":
		return "vi en i đi"
	case "THPT":
		return "trung học phổ thông"
	case "THCS":
		return "trung học cơ sở"
	case "v.v", "v.v.", "v.v..", "v.v...":
		return "vân vân"
	}
	return ""
}

func unitName(s string) string {
	return map[string]string{
		"km": "ki lô mét", "kg": "ki lô gam", "m2": "mét vuông", "m²": "mét vuông", "m": "mét", "cm": "xăng ti mét",
	}[s]
}
