"""What the numbers in docs/evidence rest on: made-up data from stated seeds, and the scripts that count.

Nothing here is installed with Beside, and nothing in Beside imports it.
"""
