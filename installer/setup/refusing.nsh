; Says why nothing is done, and ends: in a box, or where nobody looks on standard output, if that goes anywhere.

Var Told
Var Code

!macro Refusing UN
; Writes $Told to standard output as UTF-8.
Function ${UN}Say
  Push $0
  Push $1
  Push $2
  Push $3
  System::Call 'kernel32::GetStdHandle(i -11) p.r0'
  ${If} $0 P<> 0
  ${AndIf} $0 P<> -1
    StrCpy $3 "$Told$\r$\n"
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w r3, i -1, p 0, i 0, p 0, p 0) i.r1'
    System::Alloc $1
    Pop $2
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w r3, i -1, p r2, i r1, p 0, p 0)'
    ; Without the zero at the end.
    IntOp $1 $1 - 1
    System::Call 'kernel32::WriteFile(p r0, p r2, i r1, *i .r3, p 0)'
    System::Free $2
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; Ends with $Code and says $Told.
Function ${UN}RefuseNow
  ${If} ${Silent}
    Call ${UN}Say
  ${Else}
    MessageBox MB_OK|MB_ICONSTOP "$Told"
  ${EndIf}
  SetErrorLevel $Code
  Quit
FunctionEnd
!macroend
!insertmacro Refusing ""
!insertmacro Refusing "un."

!macro Refuse UN TEXT CODE
  StrCpy $Told "${TEXT}"
  StrCpy $Code ${CODE}
  Call ${UN}RefuseNow
!macroend
!define Refuse "!insertmacro Refuse ''"
!define un.Refuse "!insertmacro Refuse 'un.'"

; One setup or uninstaller at a time. A user's own bothers nobody in other sessions; one for all users does.
!macro RefuseBesideAnother UN SPACE
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${SPACE}\ccdiag-setup") p.r0 ?e'
  Pop $1
  ; 183: it is there already. No handle: it is another user's, and shut.
  ${If} $1 = 183
  ${OrIf} $0 P= 0
    !insertmacro Refuse "${UN}" "$(AnotherSetup)" ${ANOTHER_SETUP}
  ${EndIf}
!macroend
