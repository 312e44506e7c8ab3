"""What it means that a file cannot be read, in words."""

from ccdiag.content.bounded_file import FileProblem
from ccdiag.model.message import Message, message


def problem_message(problem: FileProblem, *, most: int) -> Message:
    """Say why a file was not read; `most` is the bound in bytes that it was read with."""
    match problem:
        case "missing":
            return message("there is no such file")
        case "not_a_file":
            return message("this is a folder, a pipe or a device, not an ordinary file")
        case "too_large":
            return message("the file is larger than {most} KiB", most=most // 1024)
        case "forbidden":
            return message("this user may not read the file")
        case "unreadable":
            return message("the file cannot be read")
