from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "beside.practice.vault"
    label = "vault"
