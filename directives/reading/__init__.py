"""From the bytes of a file to the components of a document."""

from directives.reading.container import MAX_BYTES, check_size
from directives.reading.reader import Reading, read_file, read_files

__all__ = ["MAX_BYTES", "Reading", "check_size", "read_file", "read_files"]
