"""The one way in which a file reaches us: a transcript, on its page, into memory and never onto the disk in the clear."""

import io

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import Resolver404, resolve

PAGES = ("listening-add",)
MOST_BYTES = 8 * 1024 * 1024  # word by word, with times, a long session is two or three of them


class OnItsPageOnly(FileUploadHandler):
    """Holds at most MOST_BYTES. Of a larger one it keeps nothing, and `request.file_too_big` says so to the page."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if not self._is_expected():
            raise SkipFile
        self.pieces, self.size = [], 0

    def receive_data_chunk(self, raw_data, start):
        # What comes after that is read past and not held, so that the browser gets an answer with a sentence in it.
        # StopUpload would read on line by line, and a file may be one line.
        self.size += len(raw_data)
        if self.size > MOST_BYTES:
            self.pieces = []
            self.request.file_too_big = True
        else:
            self.pieces.append(raw_data)

    def file_complete(self, file_size):
        if self.size > MOST_BYTES:
            return None
        content = b"".join(self.pieces)
        self.pieces = []
        # Its name may hold a person's: it goes no further than here.
        return _Unnamed(content)

    def _is_expected(self):
        if self.request is None:
            return False
        try:
            return resolve(self.request.path_info).view_name in PAGES
        except Resolver404:
            return False


class _Unnamed(InMemoryUploadedFile):
    def __init__(self, content):
        super().__init__(io.BytesIO(content), None, "transcript", "", len(content), None)
