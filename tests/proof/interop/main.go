// A referee that shares no code with casebook: golang.org/x/mod/sumdb/{note,tlog} says whether notes and proofs are right,
// and makes some of its own. Reads a JSON list of cases, writes a JSON list of answers; an empty answer means that all is well.
package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Check  string
	Key    string
	Note   string
	Size   int64
	Old    int64
	Root   string
	Was    string
	Index  int64
	Leaf   string
	Proof  []string
	Level  int
	Width  int
	Data   []string
	Folder string
}

// A folder with tiles at the addresses of c2sp.org/tlog-tiles: sumdb's own, without the height.
type folder string

func (f folder) read(tile tlog.Tile) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), address(tile)))
}

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) (all [][]byte, err error) {
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func address(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// Whether every entry of a copy is where the signed tree has it, by the hashes of its tiles, which are proven by the root.
func copied(key string, f folder) string {
	data, err := os.ReadFile(filepath.Join(string(f), "checkpoint"))
	must(err)
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hashed := tlog.TileHashReader(tlog.Tree{N: size, Hash: hash(lines[2])}, f)
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(min(256, size-first))}
		bundle, err := f.read(tile)
		if err != nil {
			return err.Error()
		}
		if wrong := missing(bundle, first, tile.W, hashed); wrong != "" {
			return wrong
		}
	}
	return ""
}

func missing(bundle []byte, first int64, width int, hashed tlog.HashReader) string {
	var indexes []int64
	for i := 0; i < width; i++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
	}
	kept, err := hashed.ReadHashes(indexes)
	if err != nil {
		return err.Error()
	}
	for i, each := range kept {
		length := int(binary.BigEndian.Uint16(bundle))
		if tlog.RecordHash(bundle[2:2+length]) != each {
			return "another entry at " + strconv.FormatInt(first+int64(i), 10)
		}
		bundle = bundle[2+length:]
	}
	if len(bundle) != 0 {
		return "more behind the last entry"
	}
	return ""
}

func min(one, other int64) int64 {
	if one < other {
		return one
	}
	return other
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = m[index]
	}
	return found, nil
}

func hash(text string) tlog.Hash {
	h, err := tlog.ParseHash(text)
	must(err)
	return h
}

func hashes(texts []string) (all []tlog.Hash) {
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func said(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

func grown(entries []string) memory {
	var stored memory
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), []byte(entry), stored)
		must(err)
		stored = append(stored, more...)
	}
	return stored
}

func spelled(proof []tlog.Hash) string {
	lines := make([]string, len(proof))
	for i, h := range proof {
		lines[i] = h.String()
	}
	return strings.Join(lines, "\n")
}

func answer(q request) string {
	switch q.Check {
	case "signature":
		verifier, err := note.NewVerifier(q.Key)
		must(err)
		opened, err := note.Open([]byte(q.Note), note.VerifierList(verifier))
		if err == nil && len(opened.Sigs) != 1 {
			return "not one signature"
		}
		return said(err)
	case "sign":
		signer, err := note.NewSigner(q.Key)
		must(err)
		signed, err := note.Sign(&note.Note{Text: q.Note}, signer)
		must(err)
		return string(signed)
	case "inclusion":
		return said(tlog.CheckRecord(hashes(q.Proof), q.Size, hash(q.Root), q.Index, hash(q.Leaf)))
	case "consistency":
		return said(tlog.CheckTree(hashes(q.Proof), q.Size, hash(q.Root), q.Old, hash(q.Was)))
	case "root":
		root, err := tlog.TreeHash(int64(len(q.Data)), grown(q.Data))
		must(err)
		return root.String()
	case "prove inclusion":
		proof, err := tlog.ProveRecord(int64(len(q.Data)), q.Index, grown(q.Data))
		must(err)
		return spelled(proof)
	case "prove consistency":
		proof, err := tlog.ProveTree(int64(len(q.Data)), q.Old, grown(q.Data))
		must(err)
		return spelled(proof)
	case "address":
		return address(tlog.Tile{H: 8, L: q.Level, N: q.Index, W: q.Width})
	case "copy":
		return copied(q.Key, folder(q.Folder))
	}
	return "no such check"
}

func main() {
	var questions []request
	must(json.NewDecoder(os.Stdin).Decode(&questions))
	answers := make([]string, len(questions))
	for i, question := range questions {
		answers[i] = answer(question)
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}
