-- +goose Up
-- Heads of the journal's log that were signed, as they were published. The key
-- is the public half of the one that signed; its secret half is in no database.
CREATE TABLE checkpoint (
    size        bigint PRIMARY KEY CHECK (size > 0),
    key         text COLLATE "C" NOT NULL CHECK (key <> '' AND key NOT LIKE 'PRIVATE%'),
    note        text COLLATE "C" NOT NULL CHECK (note <> ''),
    entered_by  text COLLATE "C" NOT NULL CHECK (entered_by <> ''),
    recorded_at text COLLATE "C" NOT NULL CHECK (recorded_at ~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
);

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
