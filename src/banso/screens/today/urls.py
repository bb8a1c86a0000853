"""The address of the first page, below /w/<slug>/."""

from django.urls import path

from banso.screens.today.views import today

page_urls = [path("", today, name="today")]
