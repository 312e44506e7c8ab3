; Whether the program runs in a folder, and which of its processes.

Var Processes

; PROCESSENTRY32W: a pointer within it makes it longer, and the name comes later, where pointers have eight bytes.
!if ${NSIS_PTR_SIZE} > 4
  !define ENTRY_SIZE 568
  !define ENTRY_NAME 44
!else
  !define ENTRY_SIZE 556
  !define ENTRY_NAME 36
!endif

!macro Running UN
; Folder on the stack; fills $Processes with "ccdiagw.exe (1234)", or with what is locked, or empties it.
Function ${UN}FindProcesses
  Exch $9
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  Push $7
  StrCpy $Processes ""
  ; All processes with their programs: TH32CS_SNAPPROCESS.
  System::Call 'kernel32::CreateToolhelp32Snapshot(i 2, i 0) p.r0'
  System::Alloc ${ENTRY_SIZE}
  Pop $1
  System::Call '*$1(i ${ENTRY_SIZE})'
  System::Call 'kernel32::Process32FirstW(p r0, p r1) i.r2'
  ${DoWhile} $2 <> 0
    System::Call '*$1(i, i, i.r3)'
    IntPtrOp $4 $1 + ${ENTRY_NAME}
    System::Call '*$4(&w260.r5)'
    ${If} $5 == "ccdiag.exe"
    ${OrIf} $5 == "ccdiagw.exe"
      StrCpy $6 ""
      ; PROCESS_QUERY_LIMITED_INFORMATION; those of other users do not tell where they are.
      System::Call 'kernel32::OpenProcess(i 0x1000, i 0, i r3) p.r7'
      ${If} $7 P<> 0
        System::Call 'kernel32::QueryFullProcessImageNameW(p r7, i 0, w.r6, *i ${NSIS_MAX_STRLEN})'
        System::Call 'kernel32::CloseHandle(p r7)'
      ${EndIf}
      ${If} $6 == "$9\$5"
        StrCpy $Processes "$Processes$5 ($3)$\r$\n"
      ${EndIf}
    ${EndIf}
    System::Call 'kernel32::Process32NextW(p r0, p r1) i.r2'
  ${Loop}
  System::Free $1
  System::Call 'kernel32::CloseHandle(p r0)'
  ${If} $Processes == ""
    StrCpy $5 "$9\ccdiag.exe"
    Call ${UN}AddIfLocked
    StrCpy $5 "$9\ccdiagw.exe"
    Call ${UN}AddIfLocked
  ${EndIf}
  Pop $7
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Pop $9
FunctionEnd

; Nobody may write to a program that runs, whoever runs it: then $5 is added.
Function ${UN}AddIfLocked
  ; GENERIC_WRITE, shared with everybody, OPEN_EXISTING; 32 is ERROR_SHARING_VIOLATION.
  System::Call 'kernel32::CreateFileW(w r5, i 0x40000000, i 7, p 0, i 3, i 0, p 0) p.r6 ?e'
  Pop $7
  ${If} $6 P<> -1
    System::Call 'kernel32::CloseHandle(p r6)'
  ${ElseIf} $7 = 32
    StrCpy $Processes "$Processes$5$\r$\n"
  ${EndIf}
FunctionEnd

; Folder on the stack; comes back when nothing runs there, else ends.
Function ${UN}WaitUntilClosed
  Exch $8
  ${Do}
    Push $8
    Call ${UN}FindProcesses
    ${If} $Processes == ""
      ${ExitDo}
    ${EndIf}
    ${If} ${Silent}
      !insertmacro Refuse "${UN}" "$(IsRunning)$\r$\n$\r$\n$Processes$8" ${RUNNING}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsRunning)$\r$\n$\r$\n$Processes$8" IDRETRY +3
    SetErrorLevel ${RUNNING}
    Quit
  ${Loop}
  Pop $8
FunctionEnd
!macroend
!insertmacro Running ""
!insertmacro Running "un."
