"""A page as a PDF, where pango is installed; where it is not, a sentence that says what to install.

Nothing is fetched while it is made: our own styles and fonts are read from where they lie, and every other address is refused.
"""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from beside.practice.people.errors import Refused

# A base that no address can reach: relative addresses in the page become ours to answer.
BASE = "https://beside.invalid/"


def pdf_page(request, template, context, *, file_name, for_screen_readers=False):
    """The template rendered and made into a PDF. Raises Refused where the parts for it are missing.

    `for_screen_readers`: as PDF/UA, with the structure of the page, its title and its language in it.
    """
    if request.member and request.member.is_client and "yes" not in request.GET:
        return _asked_first(request)
    weasyprint = _weasyprint()

    class OwnFiles(weasyprint.urls.URLFetcher):
        def fetch(self, url, headers=None):
            file = own_file(url)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    page = render_to_string(template, context, request=request)
    how = {"pdf_variant": "pdf/ua-1"} if for_screen_readers else {}
    made = weasyprint.HTML(string=page, base_url=BASE, url_fetcher=OwnFiles()).write_pdf(**how)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _asked_first(request):
    """A client's file may be found by whoever shares the device: they are told before it lies there."""
    yes = request.GET.copy()
    yes["yes"] = "1"
    context = {"yes_url": f"{request.path}?{yes.urlencode()}", "back_url": request.path}
    return render(request, "people/download.html", context)


def own_file(url) -> Path:
    """The static file that an address in a page means. Raises ValueError for every other address."""
    parts = urlsplit(url)
    prefix = "/" + settings.STATIC_URL.strip("/") + "/"
    if f"{parts.scheme}://{parts.netloc}/" != BASE or not parts.path.startswith(prefix):
        raise ValueError("only files of our own are read")
    name = unquote(parts.path.removeprefix(prefix))
    for folder in _folders():
        file = (folder / name).resolve()
        if file.is_relative_to(folder.resolve()) and file.is_file():
            return file
    raise ValueError("no such file of our own")


def _folders():
    yield Path(settings.STATIC_ROOT)
    for finder in finders.get_finders():
        for storage in finder.storages.values():
            yield Path(storage.location)


def _weasyprint():
    try:
        import weasyprint
    except (ImportError, OSError):
        # OSError: the package is there, and pango is not.
        raise Refused(
            _(
                "This computer cannot make PDFs yet. Print the page from your browser, or ask whoever runs Beside to install pango: "
                "docs/run-it.md says how."
            )
        ) from None
    return weasyprint
