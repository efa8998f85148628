// A referee that shares no code with casebook: golang.org/x/mod/sumdb/{note,tlog} says whether notes and proofs are right,
// and makes some of its own. Reads a JSON list of cases, writes a JSON list of answers; an empty answer means that all is well.
package main

import (
	"encoding/json"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Check string
	Key   string
	Note  string
	Size  int64
	Old   int64
	Root  string
	Was   string
	Index int64
	Leaf  string
	Proof []string
	Level int
	Width int
	Data  []string
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
		tile := tlog.Tile{H: 8, L: q.Level, N: q.Index, W: q.Width}
		return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
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
