-- +goose Up
-- Who is the same donor as whom, what was delivered in kind, of which
-- confiscated proceeds a contribution is a share, and which entries put back
-- what was reversed by mistake. Amounts are whole numbers of 1/10000 of the
-- currency's major unit.

-- Two records of one donor. Postings stay under the record to which they were
-- made; from is read as into while the merge is not taken back.
CREATE TABLE donor_merge (
    id          INTEGER PRIMARY KEY,
    from_id     INTEGER NOT NULL REFERENCES donor (id),
    into_id     INTEGER NOT NULL REFERENCES donor (id),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK (from_id <> into_id)
) STRICT;

CREATE INDEX donor_merge_from ON donor_merge (from_id);

CREATE TABLE donor_unmerge (
    merge_id    INTEGER PRIMARY KEY REFERENCES donor_merge (id),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

-- The donor that each merged record is now, through however many merges.
CREATE VIEW donor_identity AS
WITH RECURSIVE
    joined (from_id, into_id) AS (
        SELECT from_id, into_id FROM donor_merge WHERE id NOT IN (SELECT merge_id FROM donor_unmerge)
    ),
    step (donor_id, now_id) AS (
        SELECT from_id, into_id FROM joined
        UNION
        SELECT step.donor_id, joined.into_id FROM step JOIN joined ON joined.from_id = step.now_id
    )
SELECT donor_id, now_id FROM step WHERE now_id NOT IN (SELECT from_id FROM joined);

-- Goods and services that were delivered, and who says what they are worth. The
-- entry is a receipt that brings no cash.
CREATE TABLE delivery (
    entry_id    INTEGER PRIMARY KEY REFERENCES entry (id),
    nature      TEXT NOT NULL CHECK (nature IN ('goods', 'services')),
    used_for    TEXT NOT NULL CHECK (used_for IN ('expense', 'asset', 'disclosure')),
    description TEXT NOT NULL CHECK (description <> ''),
    basis       TEXT NOT NULL CHECK (basis IN ('donor_statement', 'market_price', 'un_rate')),
    valuer      TEXT NOT NULL CHECK (valuer <> ''),
    valued_on   TEXT NOT NULL CHECK (date(valued_on) IS valued_on),
    document    TEXT NOT NULL CHECK (document <> ''),
    CHECK ((nature = 'services') = (used_for = 'disclosure'))
) STRICT;

-- Of what confiscated proceeds a contribution is a share. What is said anew is
-- another revision.
CREATE TABLE proceeds (
    id              INTEGER PRIMARY KEY,
    contribution_id INTEGER NOT NULL REFERENCES contribution (id),
    revision        INTEGER NOT NULL CHECK (revision > 0),
    legal_basis     TEXT NOT NULL CHECK (legal_basis <> ''),
    total           INTEGER NOT NULL CHECK (total BETWEEN 1 AND 99999999999999999),
    percent         TEXT NOT NULL CHECK (percent <> '' AND percent NOT GLOB '*[^0-9.]*'),
    share           INTEGER NOT NULL CHECK (share BETWEEN 1 AND total),
    reason          TEXT NOT NULL,
    entered_by      TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at     TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (contribution_id, revision),
    CHECK (revision = 1 OR reason <> '')
) STRICT;

-- An entry that puts back what a reversal took away by mistake.
CREATE TABLE restoration (
    entry_id    INTEGER PRIMARY KEY REFERENCES entry (id),
    original_id INTEGER NOT NULL REFERENCES entry (id),
    reversal_id INTEGER NOT NULL UNIQUE REFERENCES entry (id)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER donor_merge_update BEFORE UPDATE ON donor_merge BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER donor_merge_delete BEFORE DELETE ON donor_merge BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER donor_unmerge_update BEFORE UPDATE ON donor_unmerge BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER donor_unmerge_delete BEFORE DELETE ON donor_unmerge BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delivery_update BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delivery_delete BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proceeds_update BEFORE UPDATE ON proceeds BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proceeds_delete BEFORE DELETE ON proceeds BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER restoration_update BEFORE UPDATE ON restoration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER restoration_delete BEFORE DELETE ON restoration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
