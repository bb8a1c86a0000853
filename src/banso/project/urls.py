"""Every address of the product. Each view carries its access rule; a test fails on one without."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
