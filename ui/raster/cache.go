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
	cornerKey float32
	glyphKey  struct {
		face  Face
		glyph uint32
		size  int32 // 26.6 pixels to the em
		sub   uint8 // quarters of a pixel
	}
)

// masks keeps masks by what they are made of: those that were used since the
// young half was empty, and those used in the time before. When the young half
// is full it becomes the old one, so memory is given up little by little, and
// what is drawn all the time stays.
type masks struct {
	young, old half
}

// half is masks of together half of what may be kept.
type half struct {
	stamps  map[stampKey]mask
	glyphs  map[glyphKey]mask
	corners map[cornerKey][4]mask
	bytes   int
}

// room makes room in the young half for what is as large as some masks.
func (k *masks) room(all ...mask) {
	const overhead = 96 // of an entry in a map
	more := 0
	for _, m := range all {
		more += len(m.pix) + overhead
	}
	if k.young.bytes+more > keptBytes/2 || k.young.stamps == nil {
		k.old = k.young
		k.young = half{stamps: map[stampKey]mask{}, glyphs: map[glyphKey]mask{}, corners: map[cornerKey][4]mask{}}
	}
	k.young.bytes += more
}

func (k *masks) of(key stampKey, build func() mask) mask {
	m, ok := k.young.stamps[key]
	if ok {
		return m
	}
	if m, ok = k.old.stamps[key]; !ok {
		m = build()
	}
	k.room(m)
	k.young.stamps[key] = m
	return m
}

// glyph is the mask of a glyph, its origin at 0, 0.
func (c *Canvas) glyph(key glyphKey) mask {
	k := &c.masks
	m, ok := k.young.glyphs[key]
	if ok {
		return m
	}
	if m, ok = k.old.glyphs[key]; !ok {
		m = c.drawGlyph(key)
	}
	k.room(m)
	k.young.glyphs[key] = m
	return m
}

// corners are the four corners of a radius: top left, top right, bottom left,
// bottom right.
func (c *Canvas) corners(r float32) [4]mask {
	k, key := &c.masks, cornerKey(r)
	all, ok := k.young.corners[key]
	if ok {
		return all
	}
	if all, ok = k.old.corners[key]; !ok {
		m := corner(r)
		all = [4]mask{m, m.flipped(true, false), m.flipped(false, true), m.flipped(true, true)}
	}
	k.room(all[:]...)
	k.young.corners[key] = all
	return all
}
