from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "banso.domain.accounts"
    label = "accounts"
