"""Every address of the product. Each view carries its access rule; a test fails on one without."""

from django.urls import URLPattern, URLResolver, path

from banso.project import health
from banso.project.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("version", health.version, name="version"),
    path("api/v1/", api.urls),
]
handler400 = "banso.project.refusals.bad_request"
handler403 = "banso.project.refusals.forbidden"
handler404 = "banso.project.refusals.not_found"
handler500 = "banso.project.refusals.server_error"
