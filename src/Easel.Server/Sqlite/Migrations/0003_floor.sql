-- The revision below which content was erased; the snapshot there is what the document is rebuilt from.
ALTER TABLE document ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;

-- Documents whose erasure was begun: the file may still hold what they forgot.
CREATE TABLE erasing (document INTEGER PRIMARY KEY, floor INTEGER NOT NULL);
