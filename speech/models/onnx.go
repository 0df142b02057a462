package models

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/v1.15.0/onnx/onnx.proto).
const (
	modelGraph    = 7
	modelMetadata = 14
	entryKey      = 1
	entryValue    = 2
)

// maxMetadata bounds one entry, in bytes; real ones have a few dozen.
const maxMetadata = 1 << 20

var errNotONNX = errors.New("it is no ONNX model, or it is damaged")

// metadata reads what an ONNX file tells of itself, without the network in it.
func metadata(r io.Reader) (map[string]string, error) {
	in := bufio.NewReader(r)
	meta, graph := map[string]string{}, false
	for {
		field, body, err := nextField(in)
		switch {
		case errors.Is(err, io.EOF) && graph:
			return meta, nil
		case errors.Is(err, io.EOF):
			return nil, errNotONNX
		case err != nil:
			return nil, err
		case field == modelGraph:
			graph = true
		case field == modelMetadata:
			key, value, err := entry(body)
			if err != nil {
				return nil, err
			}
			meta[key] = value
		}
	}
}

// nextField reads one field of the outer message. Its content is returned of
// metadata alone. io.EOF means that the message ended properly.
func nextField(in *bufio.Reader) (field uint64, body []byte, err error) {
	if _, err := in.Peek(1); err != nil {
		return 0, nil, eof(err)
	}
	tag, err := binary.ReadUvarint(in)
	if err != nil {
		return 0, nil, broken(err)
	}
	field = tag >> 3
	switch tag & 7 {
	case 0:
		_, err = binary.ReadUvarint(in)
	case 1:
		_, err = in.Discard(8)
	case 5:
		_, err = in.Discard(4)
	case 2:
		body, err = content(in, field == modelMetadata)
	default:
		err = errNotONNX
	}
	if err != nil {
		return 0, nil, broken(err)
	}
	return field, body, nil
}

// content reads what a field holds, or skips it.
func content(in *bufio.Reader, wanted bool) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	switch {
	case err != nil:
		return nil, err
	case wanted && n <= maxMetadata:
		body := make([]byte, n)
		_, err = io.ReadFull(in, body)
		return body, err
	case n > math.MaxInt32:
		return nil, errNotONNX
	}
	_, err = io.CopyN(io.Discard, in, int64(n))
	return nil, err
}

func eof(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return fmt.Errorf("cannot read it: %w", err)
}

func broken(err error) error {
	if errors.Is(err, errNotONNX) {
		return err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errNotONNX
	}
	return fmt.Errorf("cannot read it: %w", err)
}

// entry is a key with its value.
func entry(body []byte) (key, value string, err error) {
	for len(body) > 0 {
		tag, n := binary.Uvarint(body)
		if n <= 0 || tag&7 != 2 {
			return "", "", errNotONNX
		}
		size, k := binary.Uvarint(body[n:])
		if k <= 0 || size > uint64(len(body)-n-k) {
			return "", "", errNotONNX
		}
		text := string(body[n+k : n+k+int(size)])
		switch tag >> 3 {
		case entryKey:
			key = text
		case entryValue:
			value = text
		}
		body = body[n+k+int(size):]
	}
	return key, value, nil
}
