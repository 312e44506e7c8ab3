# Signs programs on Windows with signtool and the key that the environment names, or says that they stay unsigned: sign.ps1 FILE...
#   CCDIAG_SIGN_THUMBPRINT   the SHA-1 of a certificate in the user's store, whose key may lie in a token or a service
#   CCDIAG_SIGN_PFX          or a file with certificate and key
#   CCDIAG_SIGN_PASSWORD     optional: a file with the password of that file
#   CCDIAG_SIGN_TIMESTAMP    optional: the address of a time-stamp server, so that signatures outlive the certificate
param([Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $Files)
$ErrorActionPreference = 'Stop'

$options = @('sign', '/fd', 'sha256', '/d', 'ccdiag')
if ($env:CCDIAG_SIGN_THUMBPRINT) {
    $options += @('/sha1', $env:CCDIAG_SIGN_THUMBPRINT)
} elseif ($env:CCDIAG_SIGN_PFX) {
    $options += @('/f', $env:CCDIAG_SIGN_PFX)
    if ($env:CCDIAG_SIGN_PASSWORD) { $options += @('/p', (Get-Content -LiteralPath $env:CCDIAG_SIGN_PASSWORD -TotalCount 1)) }
} else {
    Write-Output "windows: not signed, no key was given: $(($Files | Split-Path -Leaf) -join ' ')"
    exit 0
}
if ($env:CCDIAG_SIGN_TIMESTAMP) { $options += @('/tr', $env:CCDIAG_SIGN_TIMESTAMP, '/td', 'sha256') }

# It comes with the Windows SDK, in a folder for each version of it.
$kits = Join-Path ${env:ProgramFiles(x86)} 'Windows Kits\10\bin'
$signtool = Get-ChildItem -Path "$kits\*\x64\signtool.exe" | Sort-Object { [version] $_.Directory.Parent.Name } | Select-Object -Last 1
if (-not $signtool) { throw 'windows: signtool of the Windows SDK is missing' }
foreach ($file in $Files) {
    & $signtool.FullName @options $file | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "windows: $file could not be signed" }
    Write-Output "windows: signed $(Split-Path -Leaf $file)"
}
