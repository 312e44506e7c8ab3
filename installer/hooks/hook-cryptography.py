"""The one library of cryptography asks for this module from Rust; OpenSSL is a part of it."""

hiddenimports = ["_cffi_backend"]
