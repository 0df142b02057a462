package speech_test

import (
	"testing"

	"tiepdan/speech"
)

// The texts of the screens, as the voice guide hands them over.
func TestNormaliseGuide(t *testing.T) {
	t.Parallel()
	tests := map[string][]struct{ in, want string }{
		"vi": {
			{"Mục 3 trong 11.", "Mục ba trong mười một."},
			{"Chọn mục: Hộ tịch, cư trú. Cửa 2 · 1 người chờ · Dưới 9 phút.", "Chọn mục: Hộ tịch, cư trú. Cửa hai. Một người chờ. Dưới chín phút."},
			{"Cửa 1, 3 · 6 người chờ · 12–25 phút.", "Cửa một, ba. Sáu người chờ. Mười hai đến hai mươi lăm phút."},
			{"Cửa 1, 2 hoặc 4", "Cửa một, hai hoặc bốn"},
			{"Tên đầy đủ: Thủ tục đăng ký khai sinh có yếu tố nước ngoài (cấp xã).", "Tên đầy đủ: Thủ tục đăng ký khai sinh có yếu tố nước ngoài, cấp xã."},
			{"Mã thủ tục 1.001193", "Mã thủ tục một chấm không không một, một chín ba"},
			{"Mã thủ tục 2.000815.000.00.00.H26", "Mã thủ tục hai chấm không không không, tám một năm chấm không không không chấm không không chấm không không chấm H hai sáu"},
			{"Hộ tịch  ·  Mã thủ tục 1.004884", "Hộ tịch. Mã thủ tục một chấm không không bốn, tám tám bốn"},
			{"Đăng nhập VNeID mức 2", "Đăng nhập vi en i đi mức hai"},
			{"UBND phường Cửa Nam", "Ủy ban nhân dân phường Cửa Nam"},
			{"Chủ tịch UBND cấp xã", "Chủ tịch Ủy ban nhân dân cấp xã"},
			{"thẻ BHYT, sổ BHXH", "thẻ bảo hiểm y tế, sổ bảo hiểm xã hội"},
			{"cập nhật 2026-07", "cập nhật tháng bảy năm hai nghìn không trăm hai mươi sáu"},
			{"Nguồn: Cổng DVC quốc gia, cập nhật 2026-07-15", "Nguồn: Cổng dịch vụ công quốc gia, cập nhật ngày mười lăm tháng bảy năm hai nghìn không trăm hai mươi sáu"},
			{"Thứ Sáu, 31/07/2026", "Thứ Sáu, ngày ba mươi mốt tháng bảy năm hai nghìn không trăm hai mươi sáu"},
			{"14:05  ·  Thứ Sáu, 31/07/2026", "mười bốn giờ năm phút. Thứ Sáu, ngày ba mươi mốt tháng bảy năm hai nghìn không trăm hai mươi sáu"},
			{"Số của quý khách: A012", "Số của quý khách: A không một hai"},
			{"Mời số A012 đến Cửa 3", "Mời số A không một hai đến Cửa ba"},
			{"Vừa gọi: A011, B003", "Vừa gọi: A không một một, B không không ba"},
			{"2/3", "hai trên ba"},
			{"A012 · Cửa 3", "A không một hai. Cửa ba"},
			{"–", ""},
			{"03 ngày làm việc", "ba ngày làm việc"},
			{"Lệ phí: 8.000 đồng/trường hợp", "Lệ phí: tám nghìn đồng một trường hợp"},
			{"2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang, tối đa 200.000 đ/bản", "hai nghìn đồng một trang; từ trang thứ ba: một nghìn đồng một trang, tối đa hai trăm nghìn đồng một bản"},
			{"Nghị định số 123/2015/NĐ-CP ngày 15/11/2015", "Nghị định số một trăm hai mươi ba, năm hai nghìn không trăm mười lăm, N Đ C P ngày mười lăm tháng mười một năm hai nghìn không trăm mười lăm"},
			{"Thông tư 04/2020/TT-BTP", "Thông tư bốn, năm hai nghìn không trăm hai mươi, T T B T P"},
			{"Luật Hộ tịch 60/2014/QH13", "Luật Hộ tịch sáu mươi, năm hai nghìn không trăm mười bốn, Q H mười ba"},
			{"Quyết định số 1872/QĐ-BTP", "Quyết định số một nghìn tám trăm bảy mươi hai, Q Đ B T P"},
			{"Nghị định 118/2025/NĐ-CP", "Nghị định một trăm mười tám, năm hai nghìn không trăm hai mươi lăm, N Đ C P"},
			{"Mẫu CT01, tờ khai mẫu số 01/TTN", "Mẫu C T không một, tờ khai mẫu số không một, T T N"},
			{"https://dichvucong.gov.vn", "dịch vụ công chấm gốp chấm vi en"},
			{"Gọi 1022 hoặc 19001009", "Gọi một không hai hai hoặc một chín không không một không không chín"},
			{"Giờ làm việc 7:30–11:30, 13:30–17:00", "Giờ làm việc bảy giờ ba mươi phút đến mười một giờ ba mươi phút, mười ba giờ ba mươi phút đến mười bảy giờ"},
			{"Thứ 2 – Thứ 6", "Thứ hai đến Thứ sáu"},
			{"Từ thứ 2 đến thứ 6", "Từ thứ hai đến thứ sáu"},
			{"12-25 phút", "mười hai đến hai mươi lăm phút"},
			{"Màn hình sẽ về trang đầu sau 20 giây.", "Màn hình sẽ về trang đầu sau hai mươi giây."},
			{"giai đoạn 2021–2025", "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm"},
			{"Nộp được trực tuyến (toàn trình)", "Nộp được trực tuyến, toàn trình"},
			{"Tầng 2, phòng 201", "Tầng hai, phòng hai trăm lẻ một"},
			{"Khổ A4, ảnh 3x4 cm, 02 bản", "Khổ A bốn, ảnh ba nhân bốn xăng ti mét, hai bản"},
			{"ảnh 4×6", "ảnh bốn nhân sáu"},
			{"Bộ Công an, Sở Tư pháp TP Hà Nội", "Bộ Công an, Sở Tư pháp thành phố Hà Nội"},
			{"Hướng dẫn: quét mã QR", "Hướng dẫn: quét mã kiu a"},
			{"Còn 1/2 giờ", "Còn một trên hai giờ"},
			{"Mở • Đóng", "Mở. Đóng"},
			{"09:05 31/07", "chín giờ năm phút ngày ba mươi mốt tháng bảy"},
			{"tháng 07/2026", "tháng bảy năm hai nghìn không trăm hai mươi sáu"},
			{"1,5 km", "một phẩy năm ki lô mét"},
			{"20 phút/lượt", "hai mươi phút một lượt"},
			{"Cửa 10 · Không ai chờ · Chưa đủ dữ liệu", "Cửa mười. Không ai chờ. Chưa đủ dữ liệu"},
			{"Cửa 2–4", "Cửa hai đến bốn"},
			{"Số A001–A020", "Số A không không một đến A không hai không"},
			{"GCN QSDĐ", "giấy chứng nhận quyền sử dụng đất"},
			{"CMND/CCCD", "chứng minh nhân dân căn cước công dân"},
			{"hồ sơ H26-250731-0012", "hồ sơ H hai sáu, hai năm không bảy ba một, không không một hai"},
			{"Thông tư 01/2019/TT-BLĐTBXH, sửa đổi theo Thông tư 08/2023", "Thông tư một, năm hai nghìn không trăm mười chín, T T B L Đ T B X H, sửa đổi theo Thông tư tám, năm hai nghìn không trăm hai mươi ba"},
			{"Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV (Công trình không theo tuyến/Theo tuyến trong đô thị/Tín ngưỡng) và nhà ở riêng lẻ", "Cấp giấy phép xây dựng mới đối với công trình cấp ba, cấp tư, Công trình không theo tuyến, Theo tuyến trong đô thị, Tín ngưỡng, và nhà ở riêng lẻ"},
			{"Cổng Dịch vụ công quốc gia, bản tháng 7/2026 (chỉ có tên thủ tục)", "Cổng Dịch vụ công quốc gia, bản tháng bảy năm hai nghìn không trăm hai mươi sáu, chỉ có tên thủ tục"},
			{"Có 3 cửa. 2 người chờ. ", "Có ba cửa. Hai người chờ."},
			{"P. Cửa Nam, Q.1", "phường Cửa Nam, quận một"},
			{"8h–11h30", "tám giờ đến mười một giờ ba mươi phút"},
			{"5–10 %", "năm đến mười phần trăm"},
			{"5.000–10.000 đ", "năm nghìn đến mười nghìn đồng"},
			{"Cấp tài khoản định danh điện tử mức độ 02", "Cấp tài khoản định danh điện tử mức độ hai"},
			{"kết quả ADN", "kết quả a đê en"}, //nolint:misspell // Vietnamese
			{"mẫu số 01", "mẫu số không một"},
			{"Hotline 1900 1009", "Hotline một chín không không, một không không chín"},
		},
		"en": {
			{"Item 3 of 11.", "Item 3 of 11."},
			{"Choose: Household, residence. Door 2 · 1 waiting · Under 9 min.", "Choose: Household, residence. Door 2. 1 waiting. Under 9 minutes."},
			{"Doors 1, 3 · 6 waiting · 12–25 min.", "Doors 1, 3. 6 waiting. 12 to 25 minutes."},
			{"Official name: Đăng ký khai sinh.", "Official name: Đăng ký khai sinh."},
			{"Code 1.001193", "Code one dot zero zero one, one nine three"},
			{"Birth  ·  Code 1.004884", "Birth. Code one dot zero zero four, eight eight four"},
			{"VNeID level 2", "V N E I D level 2"},
			{"Source: national portal, as of 2026-07", "Source: national portal, as of July 2026"},
			{"as of 2026-07-15", "as of 15 July 2026"},
			{"Friday, 31 July 2026", "Friday, 31 July 2026"},
			{"08:00", "8 o'clock"},
			{"14:05 · Friday, 31 July 2026", "14 oh 5. Friday, 31 July 2026"},
			{"Your number: A012", "Your number: A zero one two"},
			{"Now calling number A012 please go to Door 3", "Now calling number A zero one two please go to Door 3"},
			{"Get a number – birth registration", "Get a number, birth registration"},
			{"Opening hours 7:30–11:30, 13:30–17:00", "Opening hours 7 30 to 11 30, 13 30 to 17 o'clock"},
			{"2/3", "2 of 3"},
			{"A012 · Door 3", "A zero one two. Door 3"},
			{"–", ""},
			{"Listening…", "Listening."},
			{"8,000 VND per copy", "8000 dong per copy"},
			{"8.000 đ", "8000 dong"},
			{"1–3 working days", "1 to 3 working days"},
			{"Scan the QR code", "Scan the Q R code"},
			{"Decree 123/2015/NĐ-CP", "Decree 123 of 2015, N D C P"},
			{"31/07/2026", "31 July 2026"},
			{"call 1022", "call one zero two two"},
			{"0912 345 678", "zero nine one two, three four five, six seven eight"},
			{"ID card (CCCD), health insurance card (BHYT)", "ID card (C C C D), health insurance card (B H Y T)"},
			{"Steps: 1. Take a number 2. Wait", "Steps: 1. Take a number 2. Wait"},
			{"Doors 2–4", "Doors 2 to 4"},
			{"This screen goes back to the start in 20 seconds.", "This screen goes back to the start in 20 seconds."},
			{"Building permit, new (grade III–IV works)", "Building permit, new (grade 3 to 4 works)"},
			{"Registration of father/mother/child", "Registration of father or mother or child"},
			{"Exchange / re-issue of disability certificate", "Exchange or re-issue of disability certificate"},
			{"Application, form 01 of Circular 01/2019/TT-BLĐTBXH as amended by Circular 08/2023", "Application, form 01 of Circular 1 of 2019, T T B L D T B X H as amended by Circular 8 of 2023"},
			{"Scan https://dichvucong.gov.vn to read it.", "Scan dichvucong dot gov dot vn to read it."},
			{"About 1 min", "About 1 minute"},
			{"After 3 p.m. it may have to wait.", "After 3 p m it may have to wait."},
			{"the national child-protection line 111, at once.", "the national child-protection line one one one, at once."},
			{"Residence confirmation (CT07)", "Residence confirmation (C T zero seven)"},
		},
	}
	for lang, texts := range tests {
		for _, tt := range texts {
			t.Run(lang+" "+tt.in, func(t *testing.T) {
				t.Parallel()
				if got := speech.Normalise(tt.in, lang, speech.Digits); got != tt.want {
					t.Errorf("Normalise(%q, %s): got %q, want %q", tt.in, lang, got, tt.want)
				}
			})
		}
	}
}
