"""Addresses of this area, inside a workspace."""

from django.urls import path

from banso.domain.hooks import views

_ONE = "settings/hooks/<uuid:endpoint_id>/"
page_urls = [
    path("settings/hooks/", views.show, name="settings_hooks"),
    path("settings/hooks/export", views.export, name="settings_hooks_export"),
    path("settings/hooks/new/", views.create, name="settings_hook_new"),
    path(_ONE, views.one, name="settings_hook"),
    path(f"{_ONE}export", views.export_deliveries, name="settings_hook_deliveries_export"),
    path(f"{_ONE}change/", views.change, name="settings_hook_change"),
    path(f"{_ONE}rotate/", views.rotate, name="settings_hook_rotate"),
    path(f"{_ONE}test/", views.test, name="settings_hook_test"),
    path(f"{_ONE}on/", views.turn_on, name="settings_hook_on"),
    path(f"{_ONE}off/", views.turn_off, name="settings_hook_off"),
    path(f"{_ONE}remove/", views.remove, name="settings_hook_remove"),
    path("settings/hooks/deliveries/<uuid:delivery_id>/again/", views.again, name="settings_hook_again"),
]
