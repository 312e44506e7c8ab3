; What Windows knows of the program: installed programs, Start menu, files and links. SHCTX is the user's or all users'.

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\ccdiag"
!define CLASSES "Software\Classes"
!define SHORTCUT "$SMPROGRAMS\ccdiag.lnk"

; Sets errors where Windows does not take it.
Function Register
  ClearErrors
  CreateShortcut "${SHORTCUT}" "$INSTDIR\ccdiagw.exe" "" "$INSTDIR\ccdiagw.exe" 0 SW_SHOWNORMAL "" "$(WhatItDoes)"
  Call NameShortcut

  WriteRegStr SHCTX "${CLASSES}\.ccdiag" "" "ccdiag.case"
  WriteRegStr SHCTX "${CLASSES}\.ccdiag\OpenWithProgids" "ccdiag.case" ""
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case" "" "$(SavedCase)"
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case\DefaultIcon" "" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${CLASSES}\ccdiag.case\shell\open\command" "" '"$INSTDIR\ccdiagw.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\ccdiag" "" "URL:ccdiag"
  WriteRegStr SHCTX "${CLASSES}\ccdiag" "URL Protocol" ""
  WriteRegStr SHCTX "${CLASSES}\ccdiag\DefaultIcon" "" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${CLASSES}\ccdiag\shell\open\command" "" '"$INSTDIR\ccdiagw.exe" "%1"'

  ; Last, and of it the version last: whoever looks for it finds all of the program.
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "ccdiag"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "ccdiag"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\ccdiagw.exe,0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  ${NotifyShell_AssocChanged}
FunctionEnd

; Gives the shortcut the name by which the program's windows are one in the task bar (ccdiag.ui.identity). Without it the program works as well.
Function NameShortcut
  Push $0
  Push $1
  Push $2
  Push $3
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("${SHORTCUT}", ${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call 'oleaut32::SysAllocString(w "${APP_USER_MODEL_ID}") p.r3'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r4'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_BSTR},,p r3)p.r5'
        ${IPropertyStore::SetValue} $2 '($4,$5)'
        ${IPropertyStore::Commit} $2 ""
        System::Call 'oleaut32::SysFreeString(p r3)'
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("${SHORTCUT}", 1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

!macro Unregister
  Delete "${SHORTCUT}"
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
  ${NotifyShell_AssocChanged}
!macroend
!define Unregister "!insertmacro Unregister"
