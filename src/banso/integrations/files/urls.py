from django.urls import path

from banso.integrations.files import views

page_urls = [
    path("imports/", views.import_list, name="imports"),
    path("imports/export", views.export_imports, name="imports_export"),
    path("imports/new/", views.import_new, name="import_new"),
    path("imports/<uuid:run_id>/", views.import_run, name="import_run"),
    path("imports/<uuid:run_id>/mapping/", views.import_mapping, name="import_mapping"),
    path("imports/<uuid:run_id>/words/", views.import_words, name="import_words"),
    path("imports/<uuid:run_id>/start/", views.import_start, name="import_start"),
    path("imports/<uuid:run_id>/undo/", views.import_undo, name="import_undo"),
    path("imports/<uuid:run_id>/discard/", views.import_discard, name="import_discard"),
    path("imports/<uuid:run_id>/rejected/", views.import_rejected, name="import_rejected"),
]
