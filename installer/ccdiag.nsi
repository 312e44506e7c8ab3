; The setup. Called by pack.sh, which says VERSION, SIZE_KB, LONGEST_PATH (in characters, below PROGRAM), PROGRAM (the frozen folder), ICON,
; SETUP (the file to write) and SIGN (what signs a file). QUICK makes a larger setup sooner, to try this script.
;
;   ccdiag-setup.exe [/S] [/ALLUSERS] [/LANGUAGE=nl] [/D=C:\a folder]     /D= comes last and is never quoted
;   uninstall.exe [/S] [/PURGE] [/LANGUAGE=nl]                            /PURGE deletes this user's cases and settings too
;
; Exit codes: 0 done, 1 cancelled, 2 ended with an error and all is as it was, and those defined below.
Unicode true
; Windows 10 and newer, 64-bit, is all that Qt runs on. NSIS' own releases have no 64-bit stubs, Debian's has: of a 32-bit one nothing is seen.
!if /FileExists "${NSISDIR}/Stubs/lzma_solid-amd64-unicode"
  Target amd64-unicode
!endif

!define WINDOWS_TOO_OLD 3
!define NOT_ALLOWED 4
!define RUNNING 5
!define NEWER_INSTALLED 6
!define ANOTHER_SETUP 7
!define UNFIT_FOLDER 8
!define INSTALLED_FOR_ALL 9

; What Windows' task bar knows the program by; the program says the same.
!define APP_USER_MODEL_ID "ccdiag.ccdiag"

Name "ccdiag"
OutFile "${SETUP}"
; Nobody is asked for an administrator's password; /ALLUSERS has to be started by one.
RequestExecutionLevel user
; Empty, so that Prepare can tell whether /D= named one.
InstallDir ""
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
; A file that cannot be written ends the installation; nothing is ever left out.
AllowSkipFiles off
ManifestDPIAware true
ManifestSupportedOS all
BrandingText "ccdiag ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "ccdiag"
VIAddVersionKey CompanyName "ccdiag"
VIAddVersionKey FileDescription "ccdiag setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "Apache License 2.0"

; Times of this tree's own files, such as the pictures, are those of a checkout. Of the program's they are the same wherever it is built.
SetDateSave off
!include MUI2.nsh
!include FileFunc.nsh
!include Integration.nsh
!include LogicLib.nsh
!include WinMessages.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

; The uninstaller is made by the setup's compiler, which alone can have it signed.
!uninstfinalize '"${SIGN}" "%1"'

; The version that is installed already, for the same users, and where; empty if none is.
Var EarlierVersion
Var EarlierPlace
Var ForAll
Var WelcomeText

!include setup\refusing.nsh
!include setup\running.nsh
!include setup\place.nsh
!include setup\registration.nsh
!include setup\pages.nsh

Function .onInit
  Call TakeLanguage
FunctionEnd

; Before the first page, or where there is none before anything is done. Not in .onInit, where the language is still Windows' own.
Function Prepare
  SetRegView 64
  ; On ARM64 programs for 64-bit Intel run from Windows 11 on, whose first build is 22000.
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    ${Refuse} "$(WindowsTooOld)" ${WINDOWS_TOO_OLD}
  ${ElseIf} ${IsNativeARM64}
  ${AndIfNot} ${AtLeastBuild} 22000
    ${Refuse} "$(WindowsTooOld)" ${WINDOWS_TOO_OLD}
  ${EndIf}

  SetShellVarContext current
  StrCpy $ForAll 0
  StrCpy $R2 "$LOCALAPPDATA\Programs\ccdiag"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${If} ${Errors}
    !insertmacro RefuseBesideAnother "" "Local"
    StrCpy $WelcomeText "$(WelcomeUser)"
  ${Else}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${Refuse} "$(NotAllowed)" ${NOT_ALLOWED}
    ${EndIf}
    !insertmacro RefuseBesideAnother "" "Global"
    SetShellVarContext all
    StrCpy $ForAll 1
    StrCpy $R2 "$PROGRAMFILES64\ccdiag"
    StrCpy $WelcomeText "$(WelcomeAll)"
  ${EndIf}

  ReadRegStr $EarlierVersion SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ReadRegStr $EarlierPlace SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $EarlierVersion != ""
    ${VersionCompare} "${VERSION}" "$EarlierVersion" $R4
    ${If} $R4 == 2
      ${Refuse} "$(NewerInstalled) $EarlierVersion" ${NEWER_INSTALLED}
    ${EndIf}
    ${If} $R4 == 1
      StrCpy $WelcomeText "$(WelcomeUpgrade)$\r$\n$\r$\n$EarlierVersion → ${VERSION}"
    ${EndIf}
  ${EndIf}
  ${IfNot} ${FileExists} "$EarlierPlace\${MARK}"
    StrCpy $EarlierPlace ""
  ${EndIf}

  ; A user's own copy hides the one that all have; only a newer one is worth that.
  ${If} $ForAll = 0
    ReadRegStr $R3 HKLM "${UNINSTALL_KEY}" "DisplayVersion"
    ${If} $R3 != ""
      ${VersionCompare} "${VERSION}" "$R3" $R4
      ${If} $R4 != 1
        ${Refuse} "$(InstalledForAll) $R3" ${INSTALLED_FOR_ALL}
      ${EndIf}
    ${EndIf}
  ${EndIf}

  ; A whole drive, or no path at all, NSIS would pass over in silence.
  ${If} $INSTDIR == ""
    System::Call 'kernel32::GetCommandLineW() w.r0'
    ClearErrors
    ${GetOptions} $0 " /D=" $1
    ${IfNot} ${Errors}
      ${Refuse} "$(NoFolder)$\r$\n$\r$\n$1" ${UNFIT_FOLDER}
    ${EndIf}
  ${EndIf}
  ; Where it is already, it is brought up to date; else in the usual place.
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$EarlierPlace"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$R2"
  ${EndIf}
  Call TrimPlace

  ; Before anybody reads pages in vain.
  ${If} $EarlierPlace != ""
    Push $EarlierPlace
    Call WaitUntilClosed
  ${EndIf}
FunctionEnd

Section "ccdiag"
  SetDateSave on
  ${If} ${Silent}
    Call Prepare
  ${EndIf}
  Call TrimPlace
  Call CheckPlace
  ${If} $Code <> 0
    Call RefuseNow
  ${EndIf}
  Push $INSTDIR
  Call WaitUntilClosed
  ${If} $EarlierPlace != ""
    Push $EarlierPlace
    Call WaitUntilClosed
  ${EndIf}

  ; All of an earlier version goes: what a newer one has no longer must not stay. Cases and settings lie elsewhere.
  Call PutAside
  ${If} ${Errors}
    ${Refuse} "$(IsRunning)$\r$\n$\r$\n$INSTDIR" ${RUNNING}
  ${EndIf}
  ClearErrors
  ; First, as it marks the folder as this program's.
  SetOutPath "$INSTDIR\licences"
  File /r "${PROGRAM}/licences/*"
  ; Side by side: both hold the same library of modules, and the compression looks 64 MB back.
  SetOutPath "$INSTDIR"
  File "${PROGRAM}/ccdiag.exe"
  File "${PROGRAM}/ccdiagw.exe"
  SetOutPath "$INSTDIR\_internal"
  File /r "${PROGRAM}/_internal/*"
  ; Where the shortcut begins.
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Abort
  ${EndIf}

  Call Register
  ${If} ${Errors}
    Abort
  ${EndIf}
  ; From here on the new one is whole, whatever happens.
  Rename "$INSTDIR\${BEFORE}" "$INSTDIR\${RUBBISH}"
  RMDir /r "$INSTDIR\${RUBBISH}"
  ; Two paths can lead to one folder, by a drive's other letter or by a short name: what is here must not be there.
  ${If} $EarlierPlace != ""
  ${AndIf} $EarlierPlace != $INSTDIR
    GetTempFileName $0 "$INSTDIR"
    ${GetFileName} "$0" $1
    ${IfNot} ${FileExists} "$EarlierPlace\$1"
      ${RemoveProgram} "$EarlierPlace"
    ${EndIf}
    Delete "$0"
  ${EndIf}
SectionEnd

; A full disk, a file that cannot be written: nothing half stays.
Function .onInstFailed
  Call PutBack
  ${If} $EarlierPlace == ""
    ${Unregister}
  ${EndIf}
  SetErrorLevel 2
  ${If} ${Silent}
    StrCpy $Told "$(CopyingFailed)"
    Call Say
  ${EndIf}
FunctionEnd

Function un.onInit
  Call un.TakeLanguage
FunctionEnd

Function un.Prepare
  SetRegView 64
  GetFullPathName $INSTDIR "$INSTDIR"
  ${IsOurs} $INSTDIR $0
  ${If} $0 = 0
    ${un.Refuse} "$(NotHere)$\r$\n$\r$\n$INSTDIR" ${UNFIT_FOLDER}
  ${EndIf}

  ; Whoever it was installed for is told by where it is registered.
  StrCpy $ForAll 0
  SetShellVarContext current
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  GetFullPathName $0 "$0"
  ${If} $0 == $INSTDIR
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ; Windows' settings start it without an administrator's rights.
      ${IfNot} ${Silent}
        ${GetParameters} $R0
        ClearErrors
        ExecShell "runas" "$INSTDIR\uninstall.exe" "$R0"
        ${IfNot} ${Errors}
          Quit
        ${EndIf}
      ${EndIf}
      ${un.Refuse} "$(NotAllowed)" ${NOT_ALLOWED}
    ${EndIf}
    SetShellVarContext all
    StrCpy $ForAll 1
    !insertmacro RefuseBesideAnother "un." "Global"
  ${Else}
    !insertmacro RefuseBesideAnother "un." "Local"
  ${EndIf}
  Push $INSTDIR
  Call un.WaitUntilClosed

  StrCpy $DeletesCases 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    StrCpy $DeletesCases 1
  ${EndIf}
FunctionEnd

Section "Uninstall"
  ${If} ${Silent}
    Call un.Prepare
  ${EndIf}
  Push $INSTDIR
  Call un.WaitUntilClosed

  ; Only what tells of this folder: another installation may have taken its place since.
  ReadRegStr $0 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  GetFullPathName $0 "$0"
  ${If} $0 == $INSTDIR
    ${Unregister}
  ${EndIf}
  SetOutPath "$TEMP"
  ${RemoveProgram} "$INSTDIR"

  ; Cases, settings and logs are one user's, whoever the program was installed for.
  SetShellVarContext current
  ${If} $ForAll = 0
    RMDir "$LOCALAPPDATA\Programs"
  ${EndIf}
  ${If} $DeletesCases = 1
    RMDir /r "$LOCALAPPDATA\ccdiag"
  ${EndIf}
SectionEnd
