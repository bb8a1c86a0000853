"""Every address of the product. Each view carries its access rule; a test fails on one without."""

from django.urls import URLPattern, URLResolver, include, path

from banso.domain.accounts.urls import page_urls as accounts_pages
from banso.domain.contracts.urls import page_urls as contract_pages
from banso.domain.handoffs.urls import page_urls as handoff_pages
from banso.domain.hooks.urls import page_urls as hook_pages
from banso.domain.kpis.urls import page_urls as kpi_pages
from banso.domain.leads.urls import page_urls as lead_pages
from banso.domain.onboarding.urls import page_urls as onboarding_pages
from banso.domain.onboarding.urls import root_urls as plan_links
from banso.domain.outcomes.urls import page_urls as outcome_pages
from banso.domain.outcomes.urls import root_urls as goal_links
from banso.domain.promises.urls import page_urls as promise_pages
from banso.domain.promises.urls import root_urls as promise_links
from banso.domain.questions.urls import page_urls as question_pages
from banso.domain.questions.urls import root_urls as form_links
from banso.domain.quotes.urls import page_urls as quote_pages
from banso.domain.sales.urls import page_urls as sales_pages
from banso.domain.usage.urls import page_urls as usage_pages
from banso.domain.work.urls import page_urls as work_pages
from banso.domain.work.urls import root_urls as calendars
from banso.domain.workspaces.urls import page_urls as workspaces_pages
from banso.domain.workspaces.urls import root_urls
from banso.integrations.exports.urls import page_urls as export_pages
from banso.integrations.files.urls import page_urls as import_pages
from banso.integrations.sample.urls import page_urls as sample_pages
from banso.project import health, metrics
from banso.project.api import api
from banso.project.views import set_language
from banso.screens.account360.urls import page_urls as account360_pages
from banso.screens.model.urls import page_urls as model_pages
from banso.screens.privacy.urls import page_urls as privacy_pages
from banso.screens.search.urls import page_urls as search_pages
from banso.screens.styleguide.urls import page_urls as styleguide_pages
from banso.screens.system.urls import page_urls as system_pages
from banso.screens.targets.urls import page_urls as target_pages
from banso.screens.today.urls import page_urls as today_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("version", health.version, name="version"),
    path("metrics", metrics.show, name="metrics"),
    path("api/v1/", api.urls),
    path("", include(root_urls)),
    path("", include(promise_links)),
    path("", include(calendars)),
    path("", include(goal_links)),
    path("", include(plan_links)),
    path("", include(form_links)),
    path("language/", set_language, name="set_language"),
    path("w/<slug:slug>/", include(workspaces_pages)),
    path("w/<slug:slug>/", include(hook_pages)),
    path("w/<slug:slug>/", include(system_pages)),
    path("w/<slug:slug>/", include(privacy_pages)),
    path("w/<slug:slug>/", include(styleguide_pages)),
    path("w/<slug:slug>/", include(search_pages)),
    path("w/<slug:slug>/", include(today_pages)),
    path("w/<slug:slug>/", include(contract_pages)),
    path("w/<slug:slug>/", include(sales_pages)),
    path("w/<slug:slug>/", include(quote_pages)),
    path("w/<slug:slug>/", include(lead_pages)),
    path("w/<slug:slug>/", include(promise_pages)),
    path("w/<slug:slug>/", include(handoff_pages)),
    path("w/<slug:slug>/", include(outcome_pages)),
    path("w/<slug:slug>/", include(question_pages)),
    path("w/<slug:slug>/", include(model_pages)),
    path("w/<slug:slug>/", include(target_pages)),
    path("w/<slug:slug>/", include(onboarding_pages)),
    path("w/<slug:slug>/", include(kpi_pages)),
    path("w/<slug:slug>/", include(usage_pages)),
    path("w/<slug:slug>/", include(import_pages)),
    path("w/<slug:slug>/", include(export_pages)),
    path("w/<slug:slug>/", include(work_pages)),
    path("w/<slug:slug>/", include(sample_pages)),
    path("w/<slug:slug>/", include(accounts_pages)),
    path("w/<slug:slug>/", include(account360_pages)),
]
handler400 = "banso.project.refusals.bad_request"
handler403 = "banso.project.refusals.forbidden"
handler404 = "banso.project.refusals.not_found"
handler500 = "banso.project.refusals.server_error"
