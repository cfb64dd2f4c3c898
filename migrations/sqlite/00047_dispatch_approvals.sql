-- +goose Up
-- Under which approval a dispatch was recorded long after its day, by the last
-- copy of its shipment.
CREATE TABLE dispatch_approval (
    dispatch_id   INTEGER PRIMARY KEY REFERENCES dispatch (id),
    submission_id INTEGER NOT NULL REFERENCES submission_decision (submission_id)
) STRICT;

CREATE INDEX dispatch_approval_submission ON dispatch_approval (submission_id);

-- +goose StatementBegin
CREATE TRIGGER dispatch_approval_update BEFORE UPDATE ON dispatch_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER dispatch_approval_delete BEFORE DELETE ON dispatch_approval BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
