// Package mailtest runs a real SMTP server for tests: Debian's
// python3-aiosmtpd, in a process of its own on a free port of 127.0.0.1. What
// it took is read back by Python's parser of mail.
package mailtest

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"article30/internal/dbtest"
)

//go:embed server.py
var script []byte

// Server is a running server. See server.py for how it behaves towards which
// addressee.
type Server struct {
	Address string // HOST:PORT
	t       testing.TB
	folder  string
	script  string
	python  string
	options []string
	process *exec.Cmd
	heard   chan string
	ended   chan struct{}
}

// Start starts a server with options of server.py; it is ended with the test.
func Start(t testing.TB, options ...string) *Server {
	t.Helper()
	s := &Server{t: t, folder: t.TempDir(), options: options, python: interpreter(t)}
	s.script = filepath.Join(t.TempDir(), "server.py")
	if err := os.WriteFile(s.script, script, 0o600); err != nil {
		t.Fatal(err)
	}
	s.start("0")
	t.Cleanup(s.Kill)
	return s
}

// interpreter is a Python that has aiosmtpd: Debian's own, or the one in the
// path.
func interpreter(t testing.TB) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import aiosmtpd").Run() == nil {
			return python
		}
	}
	return dbtest.Judge(t, "python3-aiosmtpd")
}

func (s *Server) start(port string) {
	s.t.Helper()
	s.process = exec.Command(s.python, append([]string{s.script, "--folder", s.folder, "--port", port}, s.options...)...)
	s.process.Stderr = os.Stderr
	out, err := s.process.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.heard, s.ended = make(chan string, 10_000), make(chan struct{})
	go func(process *exec.Cmd, heard chan string, ended chan struct{}) {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			heard <- lines.Text()
		}
		_ = process.Wait() // it is killed
		close(ended)
	}(s.process, s.heard, s.ended)
	s.Address = "127.0.0.1:" + strings.TrimPrefix(s.Hears("READY "), "READY ")
}

// Hears waits for a line of the server that begins so.
func (s *Server) Hears(prefix string) string {
	s.t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case line := <-s.heard:
			if strings.HasPrefix(line, prefix) {
				return line
			}
		case <-s.ended:
			s.t.Fatalf("the server ended before it said %q", prefix)
		case <-timeout:
			s.t.Fatalf("the server did not say %q", prefix)
		}
	}
}

// Kill kills the server, as a machine that fails does.
func (s *Server) Kill() {
	_ = s.process.Process.Kill() // it may be dead
	<-s.ended
}

// Again starts the server anew on its port, with what it took.
func (s *Server) Again() {
	s.t.Helper()
	s.Kill()
	_, port, _ := strings.Cut(s.Address, ":")
	s.start(port)
}

// File is an attachment as Python reads it.
type File struct{ Name, Type, SHA256, Disposition string }

// Message is a message as Python reads it.
type Message struct {
	Raw     string
	Headers [][2]string
	From    [][2]string // name and address
	To      [][2]string
	Subject string
	ID      string
	Date    time.Time
	Text    string
	Files   []File
	Defects []string
}

// Taken are the messages that the server took, in their order.
func (s *Server) Taken() []Message {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.folder, "*.eml"))
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortFunc(files, func(a, b string) int {
		x, errX := os.Stat(a)
		y, errY := os.Stat(b)
		if errX != nil || errY != nil {
			s.t.Fatal(errX, errY)
		}
		return x.ModTime().Compare(y.ModTime())
	})
	list := make([]Message, len(files))
	for i, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		out, err := exec.Command(s.python, s.script, "--read", file).Output()
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			s.t.Fatalf("%v: %s\n%s", err, e.Stderr, raw)
		} else if err != nil {
			s.t.Fatal(err)
		}
		if err := json.Unmarshal(out, &list[i]); err != nil {
			s.t.Fatal(err)
		}
		list[i].Raw = string(raw)
	}
	return list
}

// To are the addresses of the messages that the server took, sorted.
func (s *Server) To() []string {
	s.t.Helper()
	var to []string
	for _, m := range s.Taken() {
		to = append(to, m.To[0][1])
	}
	slices.Sort(to)
	return to
}
