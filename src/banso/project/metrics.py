"""`/metrics` for Prometheus: what all processes have counted, and how the parts are at this moment."""

import os
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from banso.kit.access import public
from banso.screens.system.looks import PARTS, looked


class _Parts(Collector):
    """The gauges of every part, and whether it is well."""

    def collect(self) -> Iterable[Metric]:
        found: dict[str, GaugeMetricFamily] = {}
        well = GaugeMetricFamily(
            "banso_part_well", "1 when a part is well, 0.5 to be watched, 0 when it needs attention.",
            labels=["part"],
        )  # fmt: skip
        for part in PARTS:
            look = looked(part)
            well.add_metric([part.slug], {"good": 1.0, "watch": 0.5, "risk": 0.0}[look.state])
            for gauge in look.gauges:
                family = found.setdefault(
                    gauge.name, GaugeMetricFamily(gauge.name, gauge.help, labels=list(gauge.labels))
                )
                family.add_metric(list(gauge.labels.values()), gauge.value)
        return [well, *found.values()]


@public()
def show(request: HttpRequest) -> HttpResponse:
    """Everything, for whoever holds METRICS_TOKEN; without one set there is no such page."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    if not wanted or scheme.lower() != "bearer" or not secrets.compare_digest(
        token.strip().encode(), wanted.encode()
    ):  # fmt: skip
        raise Http404
    return HttpResponse(_text(), content_type=CONTENT_TYPE_LATEST)


def _text() -> bytes:
    parts = CollectorRegistry()
    parts.register(_Parts())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    else:
        counted = REGISTRY
    return generate_latest(parts) + generate_latest(counted)
