from django.apps import AppConfig


class Account360Config(AppConfig):
    name = "banso.screens.account360"
    label = "account360"
