from django.urls import path

from banso.domain.usage import views

page_urls = [
    path("settings/tracking/", views.show, name="settings_tracking"),
    path("settings/tracking/live/", views.live, name="tracking_live"),
    path("settings/tracking/origins/", views.origins, name="tracking_origins"),
    path("settings/tracking/rejected/", views.rejected, name="tracking_rejected"),
    path("settings/tracking/rejected/export", views.export_rejected, name="tracking_rejected_export"),
    path("settings/features/", views.features, name="settings_features"),
    path("settings/features/export", views.export_features, name="features_export"),
    path("settings/features/define/", views.define, name="feature_define"),
    path("settings/features/ignored/", views.ignored, name="features_ignored"),
    path("settings/features/<uuid:feature_id>/remove/", views.remove, name="feature_remove"),
]
