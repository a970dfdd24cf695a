from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "beside.practice.audit"
    label = "audit"
