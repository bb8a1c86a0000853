"""What each environment variable is for. A test fails on one that is read and not described here."""

SETTINGS: dict[str, str] = {
    "ALLOWED_HOSTS": "Host names under which the server may be asked, with commas.",
    "API_CALLS_PER_MINUTE": "How many API calls a key may make in a minute before it is asked to wait.",
    "API_CALLS_PER_WORKSPACE": "The same for all keys of a workspace together; 0 is five times one key's.",
    "BANSO_BACKUP_PASSPHRASE": "Seals and opens archives of `banso backup --encrypt`. Empty: "
    "`--passphrase-file`, or whoever sits at the terminal is asked.",
    "BANSO_COLUMN_STORE": "A ClickHouse server, such as `clickhouse://user:password@host:8123/banso`, with "
    "`?cluster=name` where it belongs to a cluster. Empty: Banso's own engine in the data folder.",
    "BANSO_ENGINE_STUCK_SECONDS": "An engine that gave no sign of life for this long is ended and started "
    "again; at least 5.",
    "BANSO_HOME": "The data folder: records, usage log, column store, uploaded files, secret key.",
    "BANSO_OUTBOUND_ALLOW": "Receivers inside your own network, with commas: hosts (`hooks.example.lan`, "
    "`10.0.0.5:8080`) and networks (`192.168.10.0/24`). Empty: requests go to the public internet alone.",
    "BANSO_PORT": "The port on which `banso serve` listens, where `--port` is not given.",
    "BANSO_SLOW_QUERY_SECONDS": "A query that takes longer is written to the log, without its values.",
    "BANSO_USAGE_LOG_DAYS": "Days for which the log of tracking calls is kept, at least 7. 0 keeps "
    "it whole, so that the column store can be rebuilt from nothing.",
    "BANSO_WEB_WORKERS": "Web processes on this machine.",
    "BASE_URL": "The address at which people reach this installation; links in mails begin with it, and an "
    "`https://` address makes cookies secure.",
    "CSRF_TRUSTED_ORIGINS": "Origins from which forms may be sent, with commas; needed behind some proxies.",
    "DATABASE_OWNER_URL": "The same database as the role that owns its tables; only `banso migrate` needs "
    "it, where the role of `DATABASE_URL` owns nothing.",
    "DATABASE_URL": "The records' database, such as `postgres://user:password@host/banso`. Empty: SQLite in "
    "the data folder.",
    "DEBUG": "Show errors in the browser. Never on a server that others can reach.",
    "DEFAULT_FROM_EMAIL": "The sender of mails.",
    "EMAIL_URL": "How mails leave, such as `smtp://user:password@host:587?tls=true` or `smtps://…:465`. "
    "Empty: printed to the log.",
    "LOG_FORMAT": "`json` or `console`. Empty: for people on a terminal, JSON elsewhere.",
    "LOG_LEVEL": "How much is logged: debug, info, warning or error. Empty: warning on a terminal, "
    "info elsewhere.",
    "METRICS_TOKEN": "What Prometheus shows as its bearer token to read `/metrics`, at least 16 signs. "
    "Empty: there is no such page.",
    "SECRET_KEY_FALLBACKS": "Earlier secret keys, with commas, while the key is being changed.",
    "SECRET_KEY": "Signs sessions and links. Empty: made once and kept in the data folder.",
    "TRUSTED_PROXIES": "How many proxies of your own stand in front; what they say of the caller's address "
    "and of HTTPS is then believed.",
}
