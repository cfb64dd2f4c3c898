package postgres_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"article30/internal/dbtest/postgres"
)

// notInstalled is the exit status of a starter that finds nothing to start.
const notInstalled = 3

// TestMain runs this program a second time as somebody who starts a server and
// does not live to stop it.
func TestMain(m *testing.M) {
	if os.Getenv("ARTICLE30_STARTER") == "" {
		os.Exit(m.Run())
	}
	s, err := postgres.Start(context.Background())
	if errors.Is(err, postgres.ErrNotInstalled) {
		os.Exit(notInstalled)
	}
	if err != nil {
		panic(err)
	}
	folder, err := folderOf(context.Background(), s.URL())
	if err != nil {
		panic(err)
	}
	fmt.Println(s.URL(), folder)
	if os.Getenv("ARTICLE30_STARTER") == "panics" {
		panic("a test went wrong")
	}
	time.Sleep(time.Hour)
}

func TestStop(t *testing.T) {
	s, err := postgres.Start(t.Context())
	if errors.Is(err, postgres.ErrNotInstalled) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	folder, err := folderOf(t.Context(), s.URL())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if err := remains(t.Context(), s.URL(), folder); err != nil {
		t.Error(err)
	}
}

func TestServerEndsWithWhoeverStartedIt(t *testing.T) {
	for _, end := range []string{"panics", "is killed"} {
		t.Run(end, func(t *testing.T) {
			starter := exec.Command(os.Args[0])
			starter.Env = append(os.Environ(), "ARTICLE30_STARTER="+end)
			out, err := starter.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := starter.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				starter.Wait()
				if starter.ProcessState.ExitCode() == notInstalled {
					t.Skip(postgres.ErrNotInstalled)
				}
				t.Fatalf("the starter said nothing: %v", starter.ProcessState)
			}
			url, folder, _ := strings.Cut(strings.TrimSpace(line), " ")
			if end == "is killed" {
				starter.Process.Kill()
			}
			starter.Wait()
			deadline := time.Now().Add(20 * time.Second)
			for {
				err := remains(t.Context(), url, folder)
				if err == nil {
					break
				}
				if time.Now().After(deadline) {
					t.Fatal(err)
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

// remains is what is left of a server, as an error.
func remains(ctx context.Context, url, folder string) error {
	conn, err := pgx.Connect(ctx, url)
	if err == nil {
		conn.Close(ctx)
		return errors.New("the server still answers")
	}
	if _, err := os.Stat(folder); err == nil {
		return fmt.Errorf("the folder %s remains", folder)
	}
	return nil
}

// folderOf asks a server where it keeps its data.
func folderOf(ctx context.Context, url string) (folder string, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	err = conn.QueryRow(ctx, "SHOW data_directory").Scan(&folder)
	return folder, err
}
