-- +goose Up
-- What happens to a budget in the room: meetings, proposals, votes, and the text
-- that is adopted as amended.

-- A version that the Conference amended another one to.
CREATE TABLE amended_text (
    version_id INTEGER PRIMARY KEY REFERENCES budget_version (id),
    base_id    INTEGER NOT NULL REFERENCES budget_version (id),
    CHECK (base_id <> version_id)
) STRICT;

CREATE INDEX amended_text_base ON amended_text (base_id);

-- A meeting of a session, and the parties that participate in the session: those
-- that are there and those that are not.
CREATE TABLE meeting (
    id          INTEGER PRIMARY KEY,
    session_id  TEXT NOT NULL REFERENCES session (id),
    number      INTEGER NOT NULL CHECK (number > 0),
    held_on     TEXT NOT NULL CHECK (date(held_on) IS held_on),
    entered_by  TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (session_id, number)
) STRICT;

CREATE TABLE meeting_party (
    meeting_id INTEGER NOT NULL REFERENCES meeting (id),
    party_id   TEXT NOT NULL REFERENCES party (id),
    present    INTEGER NOT NULL CHECK (present IN (0, 1)),
    PRIMARY KEY (meeting_id, party_id)
) STRICT;

-- A numbered proposal that amends lines of a version.
CREATE TABLE proposal (
    id           INTEGER PRIMARY KEY,
    version_id   INTEGER NOT NULL REFERENCES budget_version (id),
    session_id   TEXT NOT NULL REFERENCES session (id),
    number       INTEGER NOT NULL CHECK (number > 0),
    symbol       TEXT NOT NULL UNIQUE CHECK (symbol <> ''),
    title        TEXT NOT NULL CHECK (title <> ''),
    instrument   TEXT NOT NULL CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    submitted_on TEXT NOT NULL CHECK (date(submitted_on) IS submitted_on),
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (version_id, number)
) STRICT;

CREATE TABLE proposal_sponsor (
    proposal_id INTEGER NOT NULL REFERENCES proposal (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    party_id    TEXT NOT NULL REFERENCES party (id),
    PRIMARY KEY (proposal_id, seq),
    UNIQUE (proposal_id, party_id)
) STRICT;

-- What a proposal does to one line: line_seq is the line's place in the version.
-- An added line has its own words; a changed one may have another title.
CREATE TABLE amendment (
    proposal_id INTEGER NOT NULL REFERENCES proposal (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    action      TEXT NOT NULL CHECK (action IN ('add', 'change', 'delete', 'move')),
    line_seq    INTEGER CHECK (line_seq > 0),
    move_to     TEXT CHECK (move_to IN ('regular', 'general_purpose', 'special_purpose')),
    code        TEXT NOT NULL,
    title       TEXT NOT NULL,
    section     TEXT NOT NULL,
    mandate     TEXT,
    instrument  TEXT CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    object      TEXT,
    funding     TEXT CHECK (funding IN ('regular', 'general_purpose', 'special_purpose')),
    PRIMARY KEY (proposal_id, seq),
    CHECK ((action = 'add') = (line_seq IS NULL)),
    CHECK ((action = 'add') = (funding IS NOT NULL)),
    CHECK ((action = 'move') = (move_to IS NOT NULL)),
    CHECK (action <> 'add' OR title <> '')
) STRICT;

CREATE TABLE amendment_text (
    proposal_id   INTEGER NOT NULL,
    amendment_seq INTEGER NOT NULL,
    language      TEXT NOT NULL CHECK (language IN ('ar', 'zh', 'en', 'fr', 'ru', 'es')),
    title         TEXT NOT NULL,
    narrative     TEXT NOT NULL,
    PRIMARY KEY (proposal_id, amendment_seq, language),
    FOREIGN KEY (proposal_id, amendment_seq) REFERENCES amendment (proposal_id, seq),
    CHECK (title <> '' OR narrative <> '')
) STRICT;

CREATE TABLE amendment_amount (
    proposal_id   INTEGER NOT NULL,
    amendment_seq INTEGER NOT NULL,
    column_seq    INTEGER NOT NULL CHECK (column_seq > 0),
    amount        INTEGER NOT NULL CHECK (amount BETWEEN -99999999999999999 AND 99999999999999999),
    PRIMARY KEY (proposal_id, amendment_seq, column_seq),
    FOREIGN KEY (proposal_id, amendment_seq) REFERENCES amendment (proposal_id, seq)
) STRICT;

-- A vote by name.
CREATE TABLE roll_call (
    id            INTEGER PRIMARY KEY,
    meeting_id    INTEGER NOT NULL REFERENCES meeting (id),
    subject       TEXT NOT NULL CHECK (subject IN ('proposal', 'text', 'reconsideration')),
    symbol        TEXT NOT NULL CHECK (symbol <> ''),
    instrument    TEXT NOT NULL CHECK (instrument IN ('convention', 'trafficking', 'migrants', 'firearms')),
    majority      TEXT NOT NULL CHECK (majority <> ''),
    votes_for     INTEGER NOT NULL CHECK (votes_for >= 0),
    votes_against INTEGER NOT NULL CHECK (votes_against >= 0),
    abstentions   INTEGER NOT NULL CHECK (abstentions >= 0),
    entered_by    TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at   TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at)
) STRICT;

CREATE TABLE roll_call_answer (
    roll_call_id INTEGER NOT NULL REFERENCES roll_call (id),
    party_id     TEXT NOT NULL REFERENCES party (id),
    answer       TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'abstain', 'absent')),
    votes        INTEGER NOT NULL CHECK (votes >= 0),
    PRIMARY KEY (roll_call_id, party_id),
    CHECK (answer <> 'absent' OR votes = 0)
) STRICT;

-- What happened to a proposal after it was submitted.
CREATE TABLE proposal_event (
    id           INTEGER PRIMARY KEY,
    proposal_id  INTEGER NOT NULL REFERENCES proposal (id),
    seq          INTEGER NOT NULL CHECK (seq > 0),
    kind         TEXT NOT NULL CHECK (kind IN ('implications', 'accepted', 'rejected', 'withdrawn', 'reconsidered')),
    on_date      TEXT NOT NULL CHECK (date(on_date) IS on_date),
    meeting_id   INTEGER REFERENCES meeting (id),
    method       TEXT CHECK (method IN ('consensus', 'vote')),
    roll_call_id INTEGER UNIQUE REFERENCES roll_call (id),
    words        TEXT NOT NULL,
    override     TEXT NOT NULL,
    reference    TEXT NOT NULL,
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    UNIQUE (proposal_id, seq),
    CHECK ((kind IN ('implications', 'withdrawn')) = (meeting_id IS NULL)),
    CHECK ((meeting_id IS NULL) = (method IS NULL)),
    CHECK ((roll_call_id IS NOT NULL) = (method IS NOT NULL AND method = 'vote')),
    CHECK (kind NOT IN ('implications', 'reconsidered') OR words <> ''),
    CHECK (override = '' OR kind IN ('accepted', 'rejected'))
) STRICT;

-- What a decision on a budget rests on, when it was taken in the room.
CREATE TABLE room_decision (
    decision_id  INTEGER PRIMARY KEY REFERENCES decision (id),
    meeting_id   INTEGER NOT NULL REFERENCES meeting (id),
    roll_call_id INTEGER UNIQUE REFERENCES roll_call (id)
) STRICT;

-- A decision on a budget that was taken up again at the same session.
CREATE TABLE reconsideration (
    decision_id  INTEGER PRIMARY KEY REFERENCES decision (id),
    meeting_id   INTEGER NOT NULL REFERENCES meeting (id),
    method       TEXT NOT NULL CHECK (method IN ('consensus', 'vote')),
    roll_call_id INTEGER UNIQUE REFERENCES roll_call (id),
    reason       TEXT NOT NULL CHECK (reason <> ''),
    entered_by   TEXT NOT NULL CHECK (entered_by <> ''),
    recorded_at  TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at) IS recorded_at),
    CHECK ((method = 'vote') = (roll_call_id IS NOT NULL))
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER amended_text_update BEFORE UPDATE ON amended_text BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amended_text_delete BEFORE DELETE ON amended_text BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_update BEFORE UPDATE ON meeting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_delete BEFORE DELETE ON meeting BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_party_update BEFORE UPDATE ON meeting_party BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER meeting_party_delete BEFORE DELETE ON meeting_party BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_update BEFORE UPDATE ON proposal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_delete BEFORE DELETE ON proposal BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_sponsor_update BEFORE UPDATE ON proposal_sponsor BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_sponsor_delete BEFORE DELETE ON proposal_sponsor BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_update BEFORE UPDATE ON amendment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_delete BEFORE DELETE ON amendment BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_text_update BEFORE UPDATE ON amendment_text BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_text_delete BEFORE DELETE ON amendment_text BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_amount_update BEFORE UPDATE ON amendment_amount BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER amendment_amount_delete BEFORE DELETE ON amendment_amount BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roll_call_update BEFORE UPDATE ON roll_call BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roll_call_delete BEFORE DELETE ON roll_call BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roll_call_answer_update BEFORE UPDATE ON roll_call_answer BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER roll_call_answer_delete BEFORE DELETE ON roll_call_answer BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_event_update BEFORE UPDATE ON proposal_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposal_event_delete BEFORE DELETE ON proposal_event BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_decision_update BEFORE UPDATE ON room_decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER room_decision_delete BEFORE DELETE ON room_decision BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reconsideration_update BEFORE UPDATE ON reconsideration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reconsideration_delete BEFORE DELETE ON reconsideration BEGIN SELECT RAISE(ABORT, 'article30:posted.immutable'); END;
-- +goose StatementEnd
