package raster

// KeptBytes bounds what Kept gives.
const KeptBytes = keptBytes

// Kept is how many bytes of masks a canvas keeps.
func Kept(c *Canvas) int { return c.masks.young.bytes() + c.masks.old.bytes() }
