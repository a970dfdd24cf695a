"""Everything of the vault lives in the keyring's own database; everything else never does."""


class Router:
    def db_for_read(self, model, **hints):
        return "keyring" if model._meta.app_label == "vault" else "default"

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return (one._meta.app_label == "vault") == (other._meta.app_label == "vault")

    def allow_migrate(self, db, app_label, **hints):
        return (db == "keyring") == (app_label == "vault")
