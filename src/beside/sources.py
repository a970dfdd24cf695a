"""Where a claim comes from: what guidance, signs and exercises name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The text of a reference, and its DOI where there is one."""

    text: str
    doi: str = ""

    @property
    def url(self) -> str:
        """The address of the DOI; "" without one."""
        return f"https://doi.org/{self.doi}" if self.doi else ""
