import pytest

from ccdiag.cases.private_paths import FileNames, file_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/jansen/winkel/webkassa.json", "webkassa.json"),
        (r"C:\Users\Jansen\webkassa.json", "webkassa.json"),
        (r"\\server\jansen\tms.csv", "tms.csv"),
        ("C:/Users/Jansen/tms.csv", "tms.csv"),
        ("webkassa.json", "webkassa.json"),
        ("/", "file"),
        ("/home/jansen/\x1b[2J.json", "\\x1b[2J.json"),
    ],
)
def test_of_a_path_only_the_name_is_left(path: str, name: str) -> None:
    assert file_name(path) == name


def test_two_files_of_one_name_stay_two() -> None:
    names = FileNames()
    assert [names.of(path) for path in ("/a/x.json", "/b/x.json", "/a/x.json", "")] == ["x.json", "x.json (2)", "x.json", ""]


def test_a_text_that_tells_a_path_tells_its_name() -> None:
    names = FileNames()
    names.of("/home/jansen/x.json")
    names.of("/home/jansen")
    tree = {"reason": "/home/jansen/x.json is empty, in /home/jansen", "list": [("/home/jansen/x.json", 1, None)]}
    assert names.put_into(tree) == {"reason": "x.json is empty, in jansen", "list": [["x.json", 1, None]]}
