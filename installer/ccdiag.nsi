; The setup. Called by pack.sh, which says VERSION, SIZE_KB, PROGRAM (the frozen folder), ICON, SETUP (the file to write)
; and SIGN (what signs a file).
;
;   ccdiag-setup.exe [/S] [/ALLUSERS] [/D=C:\a folder]     /D= comes last and is never quoted
;   uninstall.exe [/S] [/PURGE]                            /PURGE deletes this user's cases and settings too
;
; Exit codes: 0 done, 1 cancelled, 2 ended with an error, and those defined below.
Unicode true
; Windows 10 and newer, 64-bit, is all that Qt runs on.
Target amd64-unicode

!define WINDOWS_TOO_OLD 3
!define NOT_ALLOWED 4
!define RUNNING 5
!define NEWER_INSTALLED 6

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\ccdiag"
!define CLASSES "Software\Classes"

Name "ccdiag"
OutFile "${SETUP}"
; Nobody is asked for an administrator's password; /ALLUSERS has to be started by one.
RequestExecutionLevel user
; Empty, so that .onInit can tell whether /D= named one.
InstallDir ""
SetCompressor /SOLID lzma
SetCompressorDictSize 64
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

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
; The uninstaller is made by the setup's compiler, which alone can have it signed.
!uninstfinalize '"${SIGN}" "%1"'
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\ccdiagw.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first one is for whoever speaks none of them.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Dutch"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "German"
!include languages\english.nsh
!include languages\dutch.nsh
!include languages\french.nsh
!include languages\german.nsh

!macro Refuse TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend
!define Refuse "!insertmacro Refuse"

; Windows writes to no program that runs: opening it for appending fails.
!macro RefuseWhileRunning PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      ${Refuse} "$(IsRunning)$\r$\n$\r$\n$INSTDIR\${PROGRAM}" ${RUNNING}
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
!define RefuseWhileRunning "!insertmacro RefuseWhileRunning"

Function .onInit
  SetRegView 64
  ${IfNot} ${AtLeastWin10}
    ${Refuse} "$(WindowsTooOld)" ${WINDOWS_TOO_OLD}
  ${EndIf}

  SetShellVarContext current
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${Refuse} "$(NotAllowed)" ${NOT_ALLOWED}
    ${EndIf}
    SetShellVarContext all
    StrCpy $R2 "$PROGRAMFILES64\ccdiag"
  ${Else}
    StrCpy $R2 "$LOCALAPPDATA\Programs\ccdiag"
  ${EndIf}

  ReadRegStr $R3 SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $R3 != ""
    ${VersionCompare} "${VERSION}" "$R3" $R4
    ${If} $R4 == 2
      ${Refuse} "$(NewerInstalled) $R3" ${NEWER_INSTALLED}
    ${EndIf}
  ${EndIf}

  ; Where it is already, it is brought up to date; else in the usual place.
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL_KEY}" "InstallLocation"
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$R2"
    ${EndIf}
  ${EndIf}
FunctionEnd

Section "ccdiag"
  ${RefuseWhileRunning} "ccdiag.exe"
  ${RefuseWhileRunning} "ccdiagw.exe"

  ; All of an earlier version goes first: what a newer one has no longer must not stay. Cases and settings lie elsewhere.
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  ClearErrors
  ; Side by side: both hold the same library of modules, and the compression looks 64 MB back.
  SetOutPath "$INSTDIR"
  File "${PROGRAM}/ccdiag.exe"
  File "${PROGRAM}/ccdiagw.exe"
  SetOutPath "$INSTDIR\_internal"
  File /r "${PROGRAM}/_internal/*"
  SetOutPath "$INSTDIR\licences"
  File /r "${PROGRAM}/licences/*"
  ; Where the shortcut begins.
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    SetErrorLevel 2
    Abort
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\ccdiag.lnk" "$INSTDIR\ccdiagw.exe" "" "$INSTDIR\ccdiagw.exe" 0 SW_SHOWNORMAL "" "$(WhatItDoes)"

  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "ccdiag"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "ccdiag"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1

  WriteRegStr SHCTX "${CLASSES}\.ccdiag" "" "ccdiag.case"
  WriteRegStr SHCTX "${CLASSES}\.ccdiag\OpenWithProgids" "ccdiag.case" ""
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case" "" "$(SavedCase)"
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case\DefaultIcon" "" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case\shell\open\command" "" '"$INSTDIR\ccdiagw.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\ccdiag" "" "URL:ccdiag"
  WriteRegStr SHCTX "${CLASSES}\ccdiag" "URL Protocol" ""
  WriteRegStr SHCTX "${CLASSES}\ccdiag\DefaultIcon" "" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${CLASSES}\ccdiag\shell\open\command" "" '"$INSTDIR\ccdiagw.exe" "%1"'
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  SetRegView 64
  ; Whoever it was installed for is told by where it is registered.
  SetShellVarContext all
  ReadRegStr $0 SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 != $INSTDIR
    SetShellVarContext current
  ${EndIf}
FunctionEnd

Section "Uninstall"
  ${RefuseWhileRunning} "ccdiag.exe"
  ${RefuseWhileRunning} "ccdiagw.exe"

  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\ccdiag.exe"
  Delete "$INSTDIR\ccdiagw.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; Only if it is empty: what somebody else put there stays.
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\ccdiag.lnk"

  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "${CLASSES}\ccdiag.case"
  DeleteRegKey SHCTX "${CLASSES}\ccdiag"
  ; Another program may have taken the files over meanwhile.
  ReadRegStr $0 SHCTX "${CLASSES}\.ccdiag" ""
  ${If} $0 == "ccdiag.case"
    DeleteRegValue SHCTX "${CLASSES}\.ccdiag" ""
  ${EndIf}
  DeleteRegValue SHCTX "${CLASSES}\.ccdiag\OpenWithProgids" "ccdiag.case"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ccdiag\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.ccdiag"
  ${RefreshShellIcons}

  ; Cases, settings and logs are one user's, whoever the program was installed for.
  SetShellVarContext current
  RMDir "$LOCALAPPDATA\Programs"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $R1
  ${IfNot} ${Errors}
    RMDir /r "$LOCALAPPDATA\ccdiag"
  ${ElseIf} ${FileExists} "$LOCALAPPDATA\ccdiag\*.*"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DeleteCases)$\r$\n$\r$\n$LOCALAPPDATA\ccdiag" /SD IDNO IDNO keep
    RMDir /r "$LOCALAPPDATA\ccdiag"
    keep:
  ${EndIf}
SectionEnd
