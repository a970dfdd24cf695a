"""What every test in a browser shares."""

from playwright.sync_api import expect

# As long as Playwright waits for everything else: five seconds would be an assertion about time on a busy machine.
expect.set_options(timeout=30_000)
