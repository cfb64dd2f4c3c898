-- +goose Up
-- Under which approval a dispatch was recorded long after its day, by the last
-- copy of its shipment.
CREATE TABLE dispatch_approval (
    dispatch_id   bigint PRIMARY KEY REFERENCES dispatch (id),
    submission_id bigint NOT NULL REFERENCES submission_decision (submission_id)
);

CREATE INDEX dispatch_approval_submission ON dispatch_approval (submission_id);

CREATE TRIGGER dispatch_approval_append_only BEFORE UPDATE OR DELETE ON dispatch_approval FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dispatch_approval_no_truncate BEFORE TRUNCATE ON dispatch_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
