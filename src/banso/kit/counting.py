"""What the processes count for `/metrics`: requests, events, questions, rows, and how long each took.

prometheus-client keeps the counts; under `banso serve` in files of the data folder, so that every process's
are added up, and otherwise in this process's memory.
"""

from prometheus_client import Counter, Histogram

_FAST = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUEST_SECONDS = Histogram(
    "banso_http_request_seconds", "Time of pages and API calls, by view.", ("view", "method", "status"),
    buckets=_FAST,
)  # fmt: skip
TRACKING_SECONDS = Histogram(
    "banso_tracking_request_seconds", "Time of tracking calls until they are durable, by answer.",
    ("status",), buckets=_FAST,
)  # fmt: skip
TRACKED_EVENTS = Counter("banso_tracking_events", "Events that were acknowledged.")
COLUMN_SECONDS = Histogram(
    "banso_column_store_seconds", "Time of questions and inserts of the column store.", ("kind", "outcome"),
    buckets=_FAST,
)  # fmt: skip
LOADED_ROWS = Counter("banso_loaded_rows", "Rows or entries that the loader brought over.", ("source",))
JOBS = Counter("banso_jobs_ended", "Jobs of the queue that ended.", ("job", "outcome"))
