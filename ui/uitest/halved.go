package uitest

import "image"

// Halved averages each four pixels to one: eighty goldens in full size would
// weigh 14 MB, and a pixel that moved still shows.
func Halved(src *image.RGBA) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, src.Rect.Dx()/2, src.Rect.Dy()/2))
	for y := range dst.Rect.Dy() {
		for x := range dst.Rect.Dx() * 4 {
			from := 2*y*src.Stride + x/4*8 + x%4
			sum := 2 + int(src.Pix[from]) + int(src.Pix[from+4]) + int(src.Pix[from+src.Stride]) + int(src.Pix[from+src.Stride+4])
			dst.Pix[y*dst.Stride+x] = byte(sum / 4)
		}
	}
	return dst
}
