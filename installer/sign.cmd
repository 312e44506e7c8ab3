@rem What the setup's compiler calls on Windows, which starts no scripts of a shell.
@powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0sign.ps1" %*
