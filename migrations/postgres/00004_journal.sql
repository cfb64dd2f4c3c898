-- +goose Up
-- Who did what when. The records are the leaves of a Merkle tree as in RFC
-- 6962, whose hashes are kept in the order in which they are completed.

CREATE TABLE journal (
    seq       bigint PRIMARY KEY CHECK (seq > 0),
    record    text COLLATE "C" NOT NULL CHECK ((record::json) IS NOT NULL),
    object    text COLLATE "C" GENERATED ALWAYS AS ((record::json) ->> 'object') STORED,
    object_id text COLLATE "C" GENERATED ALWAYS AS ((record::json) ->> 'id') STORED
);

CREATE INDEX journal_object ON journal (object, object_id);

CREATE TABLE log_hash (
    idx  bigint PRIMARY KEY CHECK (idx >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

CREATE TABLE journal_head (
    id   bigint PRIMARY KEY CHECK (id = 1),
    size bigint NOT NULL CHECK (size >= 0)
);

INSERT INTO journal_head (id, size) VALUES (1, 0);

-- What a request with an Idempotency-Key was answered, to answer it so again.
CREATE TABLE idempotency (
    actor          text COLLATE "C" NOT NULL CHECK (actor <> ''),
    key            text COLLATE "C" NOT NULL CHECK (key <> ''),
    request_sha256 text COLLATE "C" NOT NULL,
    status         bigint NOT NULL CHECK (status BETWEEN 100 AND 599),
    headers        text COLLATE "C" NOT NULL CHECK ((headers::json) IS NOT NULL),
    body           bytea NOT NULL,
    recorded_at    text COLLATE "C" NOT NULL CHECK (recorded_at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$'),
    PRIMARY KEY (actor, key)
);

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_hash_append_only BEFORE UPDATE OR DELETE ON log_hash FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_hash_no_truncate BEFORE TRUNCATE ON log_hash FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_head_grows BEFORE UPDATE ON journal_head FOR EACH ROW WHEN (NEW.size <= OLD.size) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_head_stays BEFORE DELETE ON journal_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_head_no_truncate BEFORE TRUNCATE ON journal_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
