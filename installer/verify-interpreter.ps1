# Verifies by Windows' own means that the interpreter was signed by the Python Software Foundation: verify-interpreter.ps1 FOLDER
param([Parameter(Mandatory)] [string] $Folder)
$ErrorActionPreference = 'Stop'

$files = @(Get-ChildItem -LiteralPath $Folder -Recurse -File | Where-Object { $_.Extension -in '.exe', '.dll', '.pyd' })
if ($files.Count -lt 20) { throw "windows: only $($files.Count) programs and libraries in $Folder" }
foreach ($file in $files) {
    # The run-time library is Microsoft's.
    $signer = if ($file.Name -like 'vcruntime140*.dll') { 'Microsoft Corporation' } else { 'Python Software Foundation' }
    $signature = Get-AuthenticodeSignature -LiteralPath $file.FullName
    if ($signature.Status -ne 'Valid') { throw "windows: $($file.Name): its signature does not hold: $($signature.Status)" }
    $name = $signature.SignerCertificate.GetNameInfo('SimpleName', $false)
    if ($name -notlike "$signer*") { throw "windows: $($file.Name): signed by $name" }
}
Write-Output "windows: $($files.Count) files signed by the Python Software Foundation, or by Microsoft"
