CREATE TABLE feed_tenant (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

-- The order of all commits of a tenant, over all its documents. place = tenant << 40 | number of the row's last commit;
-- runs are (slot of the first commit, count) of consecutive commits of one document. Only commits that have left the
-- journal stand here: the journal itself is the order of those that have not.
CREATE TABLE feed (place INTEGER PRIMARY KEY, runs BLOB NOT NULL);
