package idempotency

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/uptrace/bun"
)

// row is a recorded answer.
type row struct {
	bun.BaseModel `bun:"table:idempotency"`

	Actor         string
	Key           string
	RequestSHA256 string `bun:"request_sha256"`
	Status        int
	Headers       string // JSON
	Body          []byte
	RecordedAt    string // RFC 3339, UTC
}

// find is the answer recorded under the actor's key; nil when there is none. otherBody
// tells that the key belongs to another request.
func (k *Keys) find(ctx context.Context, actor, key, hash string) (found *response, otherBody bool, err error) {
	var r row
	err = k.db.Conn(ctx).NewSelect().Model(&r).Where("actor = ? AND key = ?", actor, key).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if r.RequestSHA256 != hash {
		return nil, true, nil
	}
	out := &response{status: r.Status, header: http.Header{}, body: *bytes.NewBuffer(r.Body)}
	return out, false, json.Unmarshal([]byte(r.Headers), &out.header)
}

func (k *Keys) save(ctx context.Context, actor, key, hash string, out *response) error {
	headers, err := json.Marshal(out.header)
	if err != nil {
		return err
	}
	_, err = k.db.Conn(ctx).NewInsert().Model(&row{
		Actor: actor, Key: key, RequestSHA256: hash, Status: max(out.status, http.StatusOK),
		Headers: string(headers), Body: append([]byte{}, out.body.Bytes()...), RecordedAt: k.now().UTC().Format(time.RFC3339),
	}).Exec(ctx)
	return err
}

// Forget deletes the answers that were recorded before that time: the key is
// then as good as new.
func (k *Keys) Forget(ctx context.Context, before time.Time) (forgotten int64, err error) {
	err = k.db.Update(ctx, func(ctx context.Context) error {
		done, err := k.db.Conn(ctx).NewDelete().Model((*row)(nil)).Where("recorded_at < ?", before.UTC().Format(time.RFC3339)).Exec(ctx)
		if err != nil {
			return err
		}
		forgotten, err = done.RowsAffected()
		return err
	})
	return forgotten, err
}

// ForgetDaily forgets what is older than the age now and every day until ctx
// ends. What goes wrong is logged, and tried again the next day.
func (k *Keys) ForgetDaily(ctx context.Context, age time.Duration, log *slog.Logger) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		if n, err := k.Forget(ctx, k.now().Add(-age)); err != nil {
			log.Warn("answers of idempotency keys were not forgotten", "error", err)
		} else if n > 0 {
			log.Info("forgot answers of idempotency keys", "answers", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-day.C:
		}
	}
}
