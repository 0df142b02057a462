package ui

// contrast is the theme for people who see little: black ground, white and
// yellow on it, every text at 7:1 or more (WCAG 2.2, 1.4.6).
func contrast() palette {
	white, black, yellow := rgb(0xFFFFFF), rgb(0x000000), rgb(0xFFE14D)
	return palette{
		Canvas: black, Surface: rgb(0x101010), Sunken: rgb(0x262626),
		Line: white, Lip: white, Ink: white, InkSoft: white,
		Brand: black, BrandSoft: rgb(0x262626), OnBrand: white, OnBrandLow: white,
		Gold:   yellow,
		Action: yellow, ActionDeep: yellow, ActionSoft: rgb(0x262626), OnAction: black, ActionPress: white,
		Good: rgb(0x8CF5B2), GoodSoft: rgb(0x0B2B18),
		Warn: yellow, WarnSoft: rgb(0x2B2300), WarnLine: yellow,
		Bad: rgb(0xFFB3AB), BadSoft: rgb(0x3A0A08),
		Flag: rgb(0xC8201E), Star: rgb(0xFFDD33), Alarm: rgb(0x8E0E0C), OnAlarm: white,
	}
}
