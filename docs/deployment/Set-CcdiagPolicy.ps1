# Puts what lies in the folder "policy" beside this script (policy.toml, and files that it names) into C:\ProgramData\ccdiag, where
# everybody may read it and administrators alone may write. Run it elevated or as SYSTEM; running it again brings everything up to date:
# what else lies in that folder is deleted.
#
# Every user may make folders below C:\ProgramData, and owns what he makes. So the folder is taken over and its rights are set anew before
# anything is put into it. Groups are named by their identifiers: their names differ between the languages of Windows.
#requires -Version 5.1
$ErrorActionPreference = 'Stop'

$system, $administrators, $users = '*S-1-5-18', '*S-1-5-32-544', '*S-1-5-32-545'
$source = Join-Path $PSScriptRoot 'policy'
$folder = Join-Path ([Environment]::GetFolderPath('CommonApplicationData')) 'ccdiag'

function Invoke-Icacls {
    & "$env:SystemRoot\System32\icacls.exe" @args /Q | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "icacls $args ended with $LASTEXITCODE" }
}

# A link goes, and never what it leads to.
function Remove-Entry($entry) {
    if ($entry.Attributes -band [IO.FileAttributes]::ReparsePoint) { $entry.Delete() }
    elseif ($entry.PSIsContainer) { [IO.Directory]::Delete($entry.FullName, $true) }
    else { Remove-Item -LiteralPath $entry.FullName -Force }
}

if (-not (Test-Path -LiteralPath (Join-Path $source 'policy.toml'))) { throw "There is no policy.toml in $source" }
$there = Get-Item -LiteralPath $folder -Force -ErrorAction SilentlyContinue
if ($there -and (-not $there.PSIsContainer -or ($there.Attributes -band [IO.FileAttributes]::ReparsePoint))) { Remove-Entry $there }
New-Item -ItemType Directory -Path $folder -Force | Out-Null
Invoke-Icacls $folder /setowner $administrators
Invoke-Icacls $folder /reset
Invoke-Icacls $folder /inheritance:r /grant:r "${system}:(OI)(CI)F" "${administrators}:(OI)(CI)F" "${users}:(OI)(CI)RX"
# From here on nobody else can put anything into it.
Get-ChildItem -LiteralPath $folder -Force | ForEach-Object { Remove-Entry $_ }
Copy-Item -Path (Join-Path $source '*') -Destination $folder -Recurse -Force
Invoke-Icacls (Join-Path $folder '*') /reset /T
Invoke-Icacls (Join-Path $folder '*') /setowner $administrators /T
