from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at 19 MiB: Django's 100 MiB each would let twenty sign-ins at once take two gigabytes."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
