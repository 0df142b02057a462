package share

// What the tests of the wire use.
var (
	DecodeRequest = decodeRequest
	DecodeAnswer  = decodeAnswer
)

// Post sends one request, as a duplicate on the wire would.
var Post = (*Client).post
