"""The address of the offer, below /w/<slug>/."""

from django.urls import path

from banso.integrations.sample.views import sample

page_urls = [path("sample/", sample, name="sample")]
