from django.urls import path

from banso.screens.search import views

page_urls = [path("palette", views.palette, name="palette")]
