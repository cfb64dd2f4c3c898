-- +goose Up
-- Who did what when. The records are the leaves of a Merkle tree as in RFC
-- 6962, whose hashes are kept in the order in which they are completed.

CREATE TABLE journal (
    seq       INTEGER PRIMARY KEY CHECK (seq > 0),
    record    TEXT NOT NULL CHECK (json_valid(record)),
    object    TEXT GENERATED ALWAYS AS (record ->> 'object') VIRTUAL,
    object_id TEXT GENERATED ALWAYS AS (record ->> 'id') VIRTUAL
) STRICT;

CREATE INDEX journal_object ON journal (object, object_id);

CREATE TABLE log_hash (
    idx  INTEGER PRIMARY KEY CHECK (idx >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE journal_head (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    size INTEGER NOT NULL CHECK (size >= 0)
) STRICT;

INSERT INTO journal_head (id, size) VALUES (1, 0);

-- What a request with an Idempotency-Key was answered, to answer it so again.
CREATE TABLE idempotency (
    actor          TEXT NOT NULL CHECK (actor <> ''),
    key            TEXT NOT NULL CHECK (key <> ''),
    request_sha256 TEXT NOT NULL,
    status         INTEGER NOT NULL CHECK (status BETWEEN 100 AND 599),
    headers        TEXT NOT NULL CHECK (json_valid(headers)),
    body           BLOB NOT NULL,
    recorded_at    TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    PRIMARY KEY (actor, key)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hash_update BEFORE UPDATE ON log_hash BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hash_delete BEFORE DELETE ON log_hash BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_head_update BEFORE UPDATE ON journal_head WHEN NEW.size <= OLD.size
BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_head_delete BEFORE DELETE ON journal_head BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
