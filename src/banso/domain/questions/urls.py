"""The addresses of questions, below /w/<slug>/; and the page behind a customer's link, outside of it."""

from django.urls import path

from banso.domain.questions.views import account, answer, catalogue, fill, forms, public

root_urls = [path("form/<str:token>/", public.answering, name="question_form_link")]

page_urls = [
    path("questions/", catalogue.question_list, name="questions"),
    path("questions/export", catalogue.export, name="questions_export"),
    path("questions/new/", catalogue.create, name="question_new"),
    path("questions/preset/", catalogue.preset, name="questions_preset"),
    path("questions/<uuid:question_id>/", catalogue.change, name="question"),
    path("questions/<uuid:question_id>/archive/", catalogue.archive, name="question_archive"),
    path("questions/<uuid:question_id>/restore/", catalogue.restore, name="question_restore"),
    path("forms/", forms.form_list, name="question_forms"),
    path("forms/export", forms.export, name="question_forms_export"),
    path("forms/new/", forms.create, name="question_form_new"),
    path("forms/<uuid:form_id>/", forms.change, name="question_form"),
    path("forms/<uuid:form_id>/questions/", forms.arrange, name="question_form_arrange"),
    path("forms/<uuid:form_id>/archive/", forms.archive, name="question_form_archive"),
    path("forms/<uuid:form_id>/restore/", forms.restore, name="question_form_restore"),
    path("forms/links/<uuid:asking_id>/send/", fill.send, name="question_link_send"),
    path("forms/links/<uuid:asking_id>/revoke/", fill.revoke, name="question_link_revoke"),
    path("accounts/<uuid:account_id>/answers/", account.answers, name="account_answers"),
    path("accounts/<uuid:account_id>/answers/export", account.export, name="account_answers_export"),
    path("accounts/<uuid:account_id>/answers/card/", account.card, name="account_answers_card"),
    path("accounts/<uuid:account_id>/forms/<uuid:form_id>/", fill.fill, name="account_form"),
    path("accounts/<uuid:account_id>/forms/<uuid:form_id>/ask/", fill.ask, name="account_form_ask"),
    path("deals/<uuid:deal_id>/answers/", account.of_deal, name="deal_answers"),
    path("answers/<uuid:answer_id>/", answer.answer, name="answer"),
    path("answers/<uuid:answer_id>/remove/", answer.remove, name="answer_remove"),
    path("answers/<uuid:answer_id>/restore/", answer.restore, name="answer_restore"),
    path("answers/<uuid:answer_id>/take/", answer.take, name="answer_take"),
    path("answers/<uuid:answer_id>/take-out/", answer.take_out, name="answer_take_out"),
]
