"""One archive of everything that cannot be made again, and its return.

backup.tar.gz
    records.sqlite3       the records and the journal (or records.pgdump from PostgreSQL, with the usage log)
    home/...              the data folder: usage log, uploaded files, secret key
    usage/*.native        usage and sessions as the column store holds them, where the log was cut
    manifest.json         format, version, moment, and the SHA-256 of every other member

The column store is left out: it is a projection, and a restore builds it again from the journal and the log.
Where the log was cut (BANSO_USAGE_LOG_DAYS), what came before is in the column store alone; then its usage is
in the archive, together with what the loader remembers, and a restore puts both back as they were.

Sealed with a passphrase, the archive is a file of the age format; see `age`.
"""
