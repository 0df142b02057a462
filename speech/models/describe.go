package models

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// describe makes the manifest of files that came without one, as sherpa-onnx's
// own releases and Silero's do.
func describe(root string, about About) (*Model, error) {
	var names []string
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	t := about.Type
	if t == "" {
		t = guess(root, names)
	}
	kind, roles := rolesOf(t)
	if roles == nil {
		return nil, errors.New("its files are of no model that is known: want an encoder, decoder and joiner (.onnx) with tokens.txt, a voice's .onnx with tokens.txt, or one .onnx of Silero VAD")
	}
	m := &Model{Dir: root, Manifest: Manifest{
		Format: Format, Name: about.Name, Kind: kind, Type: t, Lang: about.Lang, SampleRate: hearingRate,
		Licence: about.Licence, Source: about.Source, Files: map[string]File{},
	}}
	for _, role := range roles {
		name, err := fileOf(role, names)
		if err != nil {
			return nil, err
		}
		if m.Files[role], err = sumOf(filepath.Join(root, name)); err != nil {
			return nil, err
		}
	}
	if err := m.more(names); err != nil {
		return nil, err
	}
	if err := m.prune(names); err != nil {
		return nil, err
	}
	return m, m.check()
}

// more is what only some types have.
func (m *Model) more(names []string) (err error) {
	switch {
	case m.Type == Streaming && slices.Contains(names, piecesName):
		m.Files[Pieces], err = sumOf(filepath.Join(m.Dir, piecesName))
	case m.Type == VITS:
		m.SampleRate, err = m.voiceRate()
	}
	return err
}

func guess(root string, names []string) Type {
	if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, "encoder") }) {
		if streams(root, names) {
			return Streaming
		}
		return Transducer
	}
	_, err := fileOf("model", names)
	switch {
	case err != nil:
		return ""
	case slices.Contains(names, "tokens.txt"):
		return VITS
	}
	return SileroV5
}

// fileOf finds the file of a part. Where there are two, the smaller one (int8)
// is taken of the encoder and the joiner, and the exact one of the decoder:
// that is how sherpa-onnx's authors combine them.
func fileOf(role string, names []string) (string, error) {
	var fit []string
	for _, n := range names {
		switch {
		case role == "tokens" && n == "tokens.txt",
			role == "model" && strings.HasSuffix(n, ".onnx"),
			strings.HasPrefix(n, role) && strings.HasSuffix(n, ".onnx"):
			fit = append(fit, n)
		}
	}
	if len(fit) == 2 {
		small := role != "decoder"
		if i := slices.IndexFunc(fit, func(n string) bool { return strings.Contains(n, "int8") == small }); i >= 0 && strings.Contains(fit[1-i], "int8") != small {
			return fit[i], nil
		}
	}
	if len(fit) != 1 {
		return "", fmt.Errorf("want one file for the %s, found %d (%s)", role, len(fit), strings.Join(fit, ", "))
	}
	return fit[0], nil
}

// prune deletes what the model does not need, such as samples of speech.
func (m *Model) prune(names []string) error {
	for _, n := range names {
		used := false
		for _, f := range m.Files {
			used = used || f.Path == n
		}
		keep := used || strings.HasPrefix(strings.ToUpper(n), "LICEN") || strings.HasPrefix(strings.ToUpper(n), "README")
		if keep {
			continue
		}
		if err := os.Remove(filepath.Join(m.Dir, n)); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := os.RemoveAll(filepath.Join(m.Dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
