package raster

// keptBytes bounds the masks that are kept.
const keptBytes = 8 << 20

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

// masks keeps masks by what they are made of, and forgets all of them when
// there are too many: a screen or two make all that are needed again.
type masks struct {
	stamps  map[stampKey]mask
	glyphs  map[glyphKey]mask
	corners map[cornerKey][4]mask
	bytes   int
}

// room makes room for what is as large as m.
func (k *masks) room(m mask) {
	const overhead = 96 // of an entry in a map
	k.bytes += len(m.pix) + overhead
	if k.bytes > keptBytes || k.stamps == nil {
		*k = masks{
			stamps: map[stampKey]mask{}, glyphs: map[glyphKey]mask{}, corners: map[cornerKey][4]mask{},
			bytes: len(m.pix) + overhead,
		}
	}
}

func (k *masks) of(key stampKey, build func() mask) mask {
	m, ok := k.stamps[key]
	if !ok {
		m = build()
		k.room(m)
		k.stamps[key] = m
	}
	return m
}

// corners are the four corners of a radius: top left, top right, bottom left,
// bottom right.
func (c *Canvas) corners(r float32) [4]mask {
	all, ok := c.masks.corners[cornerKey(r)]
	if !ok {
		m := corner(r)
		all = [4]mask{m, m.flipped(true, false), m.flipped(false, true), m.flipped(true, true)}
		for _, m := range all {
			c.masks.room(m)
		}
		c.masks.corners[cornerKey(r)] = all
	}
	return all
}
