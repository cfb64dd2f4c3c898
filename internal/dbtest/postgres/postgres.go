// Package postgres runs a private PostgreSQL server for tests: on a free port
// of this machine, in a temporary folder, without care for power cuts, and
// gone when whoever started it is gone, however that came about.
package postgres

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNotInstalled says that there is no PostgreSQL on this machine.
var ErrNotInstalled = errors.New("no PostgreSQL server found (Debian: apt-get install postgresql)")

// Server is a running server.
type Server struct {
	url  string
	life io.Closer // the server lives as long as this is open
	done chan error
}

// script runs the server until its standard input ends, then leaves nothing
// behind. It is a process of its own because the one that started it may end
// without notice.
//
//go:embed server.sh
var script string

// Start starts a server and waits until it answers. Errors: ErrNotInstalled,
// and whatever the server said on its way down.
func Start(ctx context.Context) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	owner, err := account()
	if err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		s, err := start(ctx, bin, owner)
		if err == nil || attempt == 3 { // somebody else may have taken the port
			return s, err
		}
	}
}

// URL is the address of the server's first database, with its password.
func (s *Server) URL() string { return s.url }

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	s.life.Close()
	return <-s.done
}

func start(ctx context.Context, bin string, owner *syscall.Credential) (*Server, error) {
	folder, err := os.MkdirTemp("", "article30-postgres-")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err == nil && owner != nil {
		err = os.Chown(folder, int(owner.Uid), int(owner.Gid))
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	password := rand.Text()
	s := &Server{
		url:  fmt.Sprintf("postgres://postgres:%s@127.0.0.1:%d/postgres?sslmode=disable", password, port),
		done: make(chan error, 1),
	}
	var said bytes.Buffer
	cmd := exec.Command("sh", "-c", script, "postgres", bin, folder, strconv.Itoa(port))
	cmd.Dir = folder
	cmd.Stderr = &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: owner}
	life, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		os.RemoveAll(folder)
		return nil, err
	}
	s.life = life
	fmt.Fprintln(life, password)
	go func() {
		s.done <- cmd.Wait()
		os.RemoveAll(folder)
		close(s.done)
	}()
	if err := s.ready(ctx); err != nil {
		s.Stop()
		return nil, fmt.Errorf("%w: %s", err, bytes.TrimSpace(said.Bytes()))
	}
	return s, nil
}

// ready waits until the server answers, or has ended.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case err := <-s.done:
			return fmt.Errorf("the server did not start: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// binaries is the folder of the newest server on this machine.
func binaries() (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return release(a) - release(b) })), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", ErrNotInstalled
}

// release is the version in /usr/lib/postgresql/15/bin/initdb.
func release(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// account is whom the server runs as: it refuses to be root, so there it is
// the user that its package made.
func account() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w: PostgreSQL refuses to run as root: %w", ErrNotInstalled, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
