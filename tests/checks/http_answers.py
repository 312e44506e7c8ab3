"""HTTP answers as bytes."""


def http_answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Write one answer; an underscore in a header's name stands for a hyphen."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
