; Folders: which are fit to be installed in, and which hold this program. Nothing else is ever deleted.

; The bill of materials comes first at an installation and is in no other program's folder.
!define MARK "licences\ccdiag.cdx.json"
; What an upgrade puts aside until the new files are all there, and what of it is rubbish since.
!define BEFORE "_before"
!define RUBBISH "_old"

!macro IsOurs FOLDER RESULT
  StrCpy ${RESULT} 0
  ${If} ${FileExists} "${FOLDER}\${MARK}"
  ${OrIf} ${FileExists} "${FOLDER}\${BEFORE}\${MARK}"
    StrCpy ${RESULT} 1
  ${EndIf}
!macroend
!define IsOurs "!insertmacro IsOurs"

; Deletes the program from a folder that holds it, and the folder if nobody else put something there.
!macro RemoveProgram FOLDER
  RMDir /r "${FOLDER}\_internal"
  RMDir /r "${FOLDER}\${BEFORE}"
  RMDir /r "${FOLDER}\${RUBBISH}"
  Delete "${FOLDER}\ccdiag.exe"
  Delete "${FOLDER}\ccdiagw.exe"
  Delete "${FOLDER}\uninstall.exe"
  ; It holds the mark, and goes last.
  RMDir /r "${FOLDER}\licences"
  RMDir "${FOLDER}"
!macroend
!define RemoveProgram "!insertmacro RemoveProgram"

; The same folder is always written the same way, or an upgrade would take it for another one. A drive's own backslash stays.
Function TrimPlace
  Push $0
  ${Do}
    StrCpy $0 $INSTDIR 1 -1
    ${If} $0 != "\"
      ${ExitDo}
    ${EndIf}
    StrLen $0 $INSTDIR
    ${If} $0 < 4
      ${ExitDo}
    ${EndIf}
    StrCpy $INSTDIR $INSTDIR -1
  ${Loop}
  Pop $0
FunctionEnd

; Says by $Code whether $INSTDIR is fit, 0 if it is, and by $Told why not.
Function CheckPlace
  Push $0
  Push $1
  Push $2
  StrCpy $Code ${UNFIT_FOLDER}

  ; A whole drive is no folder of the program's own.
  StrLen $0 $INSTDIR
  ${GetParent} "$INSTDIR" $1
  ${If} $0 < 4
  ${OrIf} $1 == ""
    StrCpy $Told "$(NoFolder)"
    Goto done
  ${EndIf}

  ; Paths of many a program, the Explorer among them, end at 259 characters; an upgrade adds one folder for a while.
  StrLen $1 "\${BEFORE}\"
  IntOp $0 $0 + $1
  IntOp $0 $0 + ${LONGEST_PATH}
  ${If} $0 > 259
    StrCpy $Told "$(PathTooLong)"
    Goto done
  ${EndIf}

  ; Where the cases are kept: with them the program would be deleted, and they with it.
  StrLen $1 "$LOCALAPPDATA\ccdiag"
  StrCpy $0 "$INSTDIR\" $1
  StrCpy $2 "$INSTDIR\" 1 $1
  ${If} $0 == "$LOCALAPPDATA\ccdiag"
  ${AndIf} $2 == "\"
    StrCpy $Told "$(FolderOfCases)"
    Goto done
  ${EndIf}

  ; INVALID_FILE_ATTRIBUTES where there is nothing; 16 is FILE_ATTRIBUTE_DIRECTORY.
  System::Call 'kernel32::GetFileAttributesW(w "$INSTDIR") i.r0'
  ${If} $0 <> -1
    IntOp $0 $0 & 16
    ${If} $0 = 0
      StrCpy $Told "$(NoFolder)"
      Goto done
    ${EndIf}
    ${IsOurs} $INSTDIR $1
    ${If} $1 = 0
      FindFirst $0 $1 "$INSTDIR\*.*"
      ${DoWhile} $1 != ""
        ${If} $1 != "."
        ${AndIf} $1 != ".."
          FindClose $0
          StrCpy $Told "$(NotEmpty)"
          Goto done
        ${EndIf}
        FindNext $0 $1
      ${Loop}
      FindClose $0
    ${EndIf}
  ${EndIf}

  ; The nearest folder above that is there has to take a file.
  StrCpy $0 $INSTDIR
  ${Do}
    System::Call 'kernel32::GetFileAttributesW(w "$0\") i.r1'
    ${If} $1 <> -1
      ${ExitDo}
    ${EndIf}
    ${GetParent} "$0" $0
  ${LoopUntil} $0 == ""
  StrCpy $Told "$(CannotWrite)"
  ${If} $0 != ""
    ClearErrors
    GetTempFileName $1 "$0"
    ${IfNot} ${Errors}
      Delete "$1"
      StrCpy $Code 0
    ${EndIf}
  ${EndIf}
done:
  ${If} $Code <> 0
    StrCpy $Told "$Told$\r$\n$\r$\n$INSTDIR"
  ${EndIf}
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

!macro MoveOne FROM TO NAME
  ${If} ${FileExists} "${FROM}\${NAME}"
    Rename "${FROM}\${NAME}" "${TO}\${NAME}"
  ${EndIf}
!macroend
; Programs first: nobody can start one any more.
!macro Move FROM TO
  !insertmacro MoveOne "${FROM}" "${TO}" "ccdiagw.exe"
  !insertmacro MoveOne "${FROM}" "${TO}" "ccdiag.exe"
  !insertmacro MoveOne "${FROM}" "${TO}" "uninstall.exe"
  !insertmacro MoveOne "${FROM}" "${TO}" "_internal"
  !insertmacro MoveOne "${FROM}" "${TO}" "licences"
!macroend

; Puts an earlier version aside; errors are set, and all is as it was, where something of it is in use.
Function PutAside
  RMDir /r "$INSTDIR\${RUBBISH}"
  ; An upgrade that was cut off. With the mark, which goes last, all was put aside, and what is here is half of a newer version; without it,
  ; what is here was not put aside yet.
  ${If} ${FileExists} "$INSTDIR\${BEFORE}\${MARK}"
    Call PutBack
  ${ElseIf} ${FileExists} "$INSTDIR\${BEFORE}\*.*"
    !insertmacro Move "$INSTDIR\${BEFORE}" "$INSTDIR"
    RMDir "$INSTDIR\${BEFORE}"
  ${EndIf}
  ClearErrors
  CreateDirectory "$INSTDIR\${BEFORE}"
  !insertmacro Move "$INSTDIR" "$INSTDIR\${BEFORE}"
  ${If} ${Errors}
    !insertmacro Move "$INSTDIR\${BEFORE}" "$INSTDIR"
    RMDir "$INSTDIR\${BEFORE}"
    RMDir "$INSTDIR"
    SetErrors
  ${EndIf}
FunctionEnd

; Puts the earlier version back and deletes what was copied of the new one.
Function PutBack
  ; A folder in which a program works cannot be deleted.
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\ccdiag.exe"
  Delete "$INSTDIR\ccdiagw.exe"
  Delete "$INSTDIR\uninstall.exe"
  !insertmacro Move "$INSTDIR\${BEFORE}" "$INSTDIR"
  RMDir "$INSTDIR\${BEFORE}"
  RMDir "$INSTDIR"
FunctionEnd
