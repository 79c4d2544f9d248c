// What Compose and `docker run --env-file` read, asked by readers.py: a line of JSON {reader, texts} is
// answered by a line of JSON, a {value} or {error} for each text.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/docker/cli/pkg/kvfile"
)

type question struct {
	Reader string   `json:"reader"`
	Texts  []string `json:"texts"`
}

type variables map[string]string

// As readers.js writes a map, whose keys may be of any kind elsewhere.
func tagged(found variables) any {
	pairs := [][2]string{}
	for name, value := range found {
		pairs = append(pairs, [2]string{name, value})
	}
	return map[string]any{"map": pairs}
}

func docker(text string) (variables, error) {
	lines, err := kvfile.ParseFromReader(strings.NewReader(text), nil)
	found := variables{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		found[name] = value
	}
	return found, err
}

func compose(text string) (variables, error) {
	found, err := dotenv.Parse(strings.NewReader(text))
	return found, err
}

func main() {
	readers := map[string]func(string) (variables, error){"docker": docker, "compose": compose}
	in, out := bufio.NewReaderSize(os.Stdin, 1<<20), json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if json.Unmarshal(line, &asked) != nil {
			os.Exit(2)
		}
		answers := []map[string]any{}
		for _, text := range asked.Texts {
			found, err := readers[asked.Reader](text)
			if err != nil {
				answers = append(answers, map[string]any{"error": err.Error()})
			} else {
				answers = append(answers, map[string]any{"value": tagged(found)})
			}
		}
		if out.Encode(answers) != nil {
			return
		}
	}
}
