from django.core.management.base import BaseCommand

from beside.practice.work import queue


class Command(BaseCommand):
    help = "Let the jobs that were given up try again."

    def handle(self, **options):
        self.stdout.write(f"{queue.retry_dead()} jobs wait again.")
