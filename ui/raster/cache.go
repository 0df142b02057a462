package raster

// keptBytes bounds the masks that are kept. A screen needs 0.4 MiB at most, and
// 3 ms to make them.
const keptBytes = 1 << 20

// What masks are kept by.
type (
	stampKey struct {
		path        *Path
		size, width float32
	}
	cornerKey struct {
		radius       float32
		right, below bool
	}
	glyphKey struct {
		face  Face
		glyph uint32
		size  int32 // 26.6 pixels to the em
		sub   uint8 // quarters of a pixel
	}
)

// masks keeps masks by what they are made of: those that were used since the
// young half was empty, and those used in the time before. When the young half
// is full it becomes the old one, so memory is given up little by little, and
// what is drawn all the time stays. Both halves keep their memory for good: what
// a day of visits leaves behind is no more than what the first hours took.
type masks struct {
	young, old half
}

// half is masks of together half of what may be kept, one behind the other.
type half struct {
	stamps  map[stampKey]mask
	glyphs  map[glyphKey]mask
	corners map[cornerKey]mask
	pix     []uint8
	entries int
}

const (
	halfBytes = keptBytes / 2
	// entryBytes is what an entry in a map takes.
	entryBytes = 96
)

// bytes is how large it is.
func (h *half) bytes() int { return len(h.pix) + h.entries*entryBytes }

// fits reports whether there is room for a mask.
func (h *half) fits(m mask) bool {
	return h.stamps != nil && h.bytes()+len(m.pix)+entryBytes <= halfBytes
}

// empty forgets everything.
func (h *half) empty() {
	if h.stamps == nil {
		*h = half{
			stamps: map[stampKey]mask{}, glyphs: map[glyphKey]mask{}, corners: map[cornerKey]mask{}, pix: make([]uint8, 0, halfBytes),
		}
	}
	clear(h.stamps)
	clear(h.glyphs)
	clear(h.corners)
	h.pix, h.entries = h.pix[:0], 0
}

// add copies a mask that fits.
func (h *half) add(m mask) mask {
	from := len(h.pix)
	h.pix = append(h.pix, m.pix...)
	h.entries++
	m.pix = h.pix[from:len(h.pix):len(h.pix)]
	return m
}

// The maps of a half, for kept.
func stampsOf(h *half) map[stampKey]mask   { return h.stamps }
func glyphsOf(h *half) map[glyphKey]mask   { return h.glyphs }
func cornersOf(h *half) map[cornerKey]mask { return h.corners }

// kept is the mask of a key, built if it is not kept. It stands until the next
// one is asked for.
func kept[K comparable](c *Canvas, of func(*half) map[K]mask, key K, build func() mask) mask {
	k := &c.masks
	if m, ok := of(&k.young)[key]; ok {
		return m
	}
	m, ok := of(&k.old)[key]
	if !ok {
		m = build()
	}
	if !k.young.fits(m) {
		if len(m.pix)+entryBytes > halfBytes {
			return m
		}
		if ok { // it lies where the new half will
			old := m.pix
			m.pix = c.brush.blank(len(old))
			copy(m.pix, old)
		}
		k.young, k.old = k.old, k.young
		k.young.empty()
	}
	m = k.young.add(m)
	of(&k.young)[key] = m
	return m
}

// glyph is the mask of a glyph, its origin at 0, 0.
func (c *Canvas) glyph(key glyphKey) mask {
	if m, ok := c.masks.young.glyphs[key]; ok { // nearly always
		return m
	}
	return kept(c, glyphsOf, key, func() mask { return c.drawGlyph(key) })
}

// corner is a corner of a radius, turned to the right and down or not.
func (c *Canvas) corner(key cornerKey) mask {
	return kept(c, cornersOf, key, func() mask {
		m := corner(key.radius)
		return m.flipped(key.right, key.below)
	})
}
