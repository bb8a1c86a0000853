"""ClickHouse's HTTP interface as bytes: bodies, parameters, statements, errors."""

import email.parser
import email.policy
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase

from lz4.frame import LZ4FrameDecompressor

from banso.engine.journal.column.errors import (
    ACCESS_DENIED,
    AUTHENTICATION_FAILED,
    BAD_ARGUMENTS,
    TOO_MANY_SIMULTANEOUS_QUERIES,
)
from banso.engine.journal.column.sessions import EngineFailure

# Names of the interface itself; ClickHouse does not take them for settings either.
TRANSPORT = frozenset(
    {"query", "database", "default_format", "query_id", "session_id", "session_timeout", "session_check"}
    | {"quota_key", "buffer_size", "wait_end_of_query", "compress", "decompress", "role", "close_session"}
    | {"send_progress_in_http_headers", "http_headers_progress_interval_ms", "enable_http_compression"}
    | {"client_protocol_version", "cancel_http_readonly_queries_on_client_close"}
)
CHUNK = 1 << 20
MAX_STATEMENT = 64 << 20
_HEAD = 65_536
_STATUS = {
    ACCESS_DENIED: 403,
    AUTHENTICATION_FAILED: 401,
    TOO_MANY_SIMULTANEOUS_QUERIES: 503,
    159: 408,
    60: 404,
    81: 404,
    46: 404,
    241: 507,
}
_STREAMED = re.compile(
    rb"\s*+(INSERT\s++INTO\s++(?:TABLE\s++)?[\w.`\"]++\s*+(?:\([^()]*+\))?)\s*+FORMAT\s++(\w++)[ \t]*+\r?\n",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request without its body's data.

    Attributes:
        text: the statement as far as it stood in the address or a form, else "".
        params: the values of `{name:Type}`, as ClickHouse escapes them.
        settings: the engine's settings that came with it.
    """

    text: str
    params: Mapping[str, str]
    settings: Mapping[str, str]


def request(fields: Mapping[str, str]) -> Request:
    """Sort the fields of an address and a form."""
    return Request(
        text=fields.get("query", ""),
        params={name[6:]: value for name, value in fields.items() if name.startswith("param_")},
        settings={
            name: value
            for name, value in fields.items()
            if name not in TRANSPORT and not name.startswith("param_") and value
        },
    )


def streamed_insert(head: bytes) -> tuple[str, str, bytes] | None:
    """Split `INSERT INTO ... FORMAT X` from the data behind it; None for any other statement.

    Returns:
        The statement without its format, the format, and the data that `head` already holds.
    """
    found = _STREAMED.match(head)
    if found is None:
        return None
    return found[1].decode(), found[2].decode(), head[found.end() :]


def head_of(chunks: Iterator[bytes]) -> bytes:
    """Enough of a body to see what statement it is."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD:
            break
    return head


def whole(head: bytes, chunks: Iterator[bytes], *, limit: int) -> str:
    """The body as one statement.

    Raises:
        EngineFailure: it is longer than `limit` bytes, or no UTF-8.
    """
    parts, size = [head], len(head)
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise failure(f"a statement of more than {limit} bytes", BAD_ARGUMENTS)
    try:
        return b"".join(parts).decode()
    except UnicodeDecodeError:
        raise failure("a statement that is no UTF-8", BAD_ARGUMENTS) from None


def body(stream: BufferedIOBase, header: Callable[[str, str], str]) -> Iterator[bytes]:
    """A request's body in chunks, whole after the last one, whatever carried it.

    Args:
        stream: what the connection sends.
        header: gives a header's value, or the second argument.

    Raises:
        EngineFailure: it is cut short or packed in a way that is not known here.
    """
    chunked = header("Transfer-Encoding", "").lower() == "chunked"
    raw = _chunked(stream) if chunked else _sized(stream, int(header("Content-Length", "0") or 0))
    packing = header("Content-Encoding", "").lower()
    if packing in {"", "identity"}:
        return raw
    if packing in {"gzip", "deflate"}:
        return _unpacked(raw)
    if packing == "lz4":
        return _unpacked_lz4(raw)
    raise failure(f"Content-Encoding {packing}; lz4, gzip, deflate or none are read here", BAD_ARGUMENTS)


def form(stream: bytes, content_type: str) -> dict[str, str]:
    """The text fields of a multipart form."""
    parser = email.parser.BytesParser(policy=email.policy.HTTP)
    message = parser.parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + stream)
    fields: dict[str, str] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields[name] = payload.decode()
    return fields


def failure(message: str, code: int) -> EngineFailure:
    """An error of the door itself, in the engine's words."""
    return EngineFailure(f"Code: {code}. DB::Exception: {message}.", code=code)


def status(code: int) -> int:
    """The HTTP status that goes with an error's number."""
    return _STATUS.get(code, 400 if code else 500)


def _sized(stream: BufferedIOBase, size: int) -> Iterator[bytes]:
    left = size
    while left > 0:
        chunk = stream.read(min(left, CHUNK))
        if not chunk:
            raise failure("a body that ended early", BAD_ARGUMENTS)
        left -= len(chunk)
        yield chunk


def _chunked(stream: BufferedIOBase) -> Iterator[bytes]:
    while True:
        line = stream.readline(1024)
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            raise failure("a body whose chunks cannot be told apart", BAD_ARGUMENTS) from None
        if size == 0:
            while stream.readline(8192).strip():
                continue
            return
        left = size
        while left > 0:
            chunk = stream.read(min(left, CHUNK))
            if not chunk:
                raise failure("a body that ended early", BAD_ARGUMENTS)
            left -= len(chunk)
            yield chunk
        stream.readline(8)


def _unpacked(raw: Iterator[bytes]) -> Iterator[bytes]:
    # 32 lets zlib tell gzip from deflate by itself.
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        for chunk in raw:
            rest = chunk
            while rest:
                yield unpack.decompress(rest, CHUNK)
                rest = unpack.unconsumed_tail
        yield unpack.flush()
    except zlib.error:
        raise failure("a body that is not packed as its header says", BAD_ARGUMENTS) from None


def _unpacked_lz4(raw: Iterator[bytes]) -> Iterator[bytes]:
    """What the client packs its inserts in where the server is not its own machine's."""
    unpack = LZ4FrameDecompressor()
    try:
        for chunk in raw:
            rest = chunk
            while not unpack.eof and (rest or not unpack.needs_input):
                yield unpack.decompress(rest, max_length=CHUNK)
                rest = b""
    except RuntimeError:
        raise failure("a body that is not packed as its header says", BAD_ARGUMENTS) from None
    if not unpack.eof:
        raise failure("a body that ended early", BAD_ARGUMENTS)
