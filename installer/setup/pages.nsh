; The pages, in four languages.

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEFINISHPAGE_BITMAP "pictures\side-100.bmp"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "pictures\header-100.bmp"
!define MUI_CUSTOMFUNCTION_GUIINIT Begin
!define MUI_CUSTOMFUNCTION_UNGUIINIT un.Begin

!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$WelcomeText"
!insertmacro MUI_PAGE_WELCOME
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(WhereTo)"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeavePlace
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\ccdiagw.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(OpenNow)"
!define MUI_PAGE_CUSTOMFUNCTION_SHOW ShowFinish
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.ShowKeeping un.LeaveKeeping
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

; Before the first page is shown. Pictures as sharp as the screen: Windows smooths nothing when it makes them larger.
!macro Pictures UN
Function ${UN}Begin
  Call ${UN}Prepare
  System::Call 'user32::GetDpiForSystem() i.r0'
  ${If} $0 > 168
    !insertmacro PicturesOf "${UN}" 200
  ${ElseIf} $0 > 108
    !insertmacro PicturesOf "${UN}" 150
  ${EndIf}
FunctionEnd
!macroend
!macro PicturesOf UN SCALE
  !if "${UN}" == ""
    File "/oname=$PLUGINSDIR\modern-wizard.bmp" "pictures\side-${SCALE}.bmp"
  !endif
  File "/oname=$PLUGINSDIR\modern-header.bmp" "pictures\header-${SCALE}.bmp"
  SetBrandingImage /IMGID=1046 /RESIZETOFIT "$PLUGINSDIR\modern-header.bmp"
!macroend
!insertmacro Pictures ""
!insertmacro Pictures "un."

; Windows' own language, unless /LANGUAGE= names another.
!macro Pages UN
Function ${UN}TakeLanguage
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/LANGUAGE=" $R1
  ${IfNot} ${Errors}
    ${Select} $R1
      ${Case} "en"
        StrCpy $LANGUAGE ${LANG_ENGLISH}
      ${Case} "nl"
        StrCpy $LANGUAGE ${LANG_DUTCH}
      ${Case} "fr"
        StrCpy $LANGUAGE ${LANG_FRENCH}
      ${Case} "de"
        StrCpy $LANGUAGE ${LANG_GERMAN}
    ${EndSelect}
  ${EndIf}
FunctionEnd
!macroend
!insertmacro Pages ""
!insertmacro Pages "un."

; An unfit folder is said, and another can be chosen.
Function LeavePlace
  Call TrimPlace
  Call CheckPlace
  ${If} $Code <> 0
    MessageBox MB_OK|MB_ICONEXCLAMATION "$Told"
    Abort
  ${EndIf}
FunctionEnd

; An administrator who installs for others does not start it with an administrator's rights.
Function ShowFinish
  ${If} $ForAll = 1
    ${NSD_Uncheck} $mui.FinishPage.Run
    ShowWindow $mui.FinishPage.Run ${SW_HIDE}
  ${EndIf}
FunctionEnd

; What is removed, and whether the cases go too: they stay unless somebody says otherwise.
Var DeletesCases
Var DeleteBox

Function un.ShowKeeping
  !insertmacro MUI_HEADER_TEXT "$(RemoveTitle)" "$(RemoveSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 12u "$(RemovedFrom)"
  Pop $0
  ${NSD_CreateText} 0 13u 100% 13u "$INSTDIR"
  Pop $0
  SendMessage $0 ${EM_SETREADONLY} 1 0
  SetShellVarContext current
  ${If} ${FileExists} "$LOCALAPPDATA\ccdiag\*.*"
    ${NSD_CreateLabel} 0 40u 100% 26u "$(CasesStay)"
    Pop $0
    ${NSD_CreateText} 0 67u 100% 13u "$LOCALAPPDATA\ccdiag"
    Pop $0
    SendMessage $0 ${EM_SETREADONLY} 1 0
    ${NSD_CreateCheckbox} 0 86u 100% 12u "$(DeleteCases)"
    Pop $DeleteBox
    ${If} $DeletesCases = 1
      ${NSD_Check} $DeleteBox
    ${EndIf}
  ${EndIf}
  ${If} $ForAll = 1
    SetShellVarContext all
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(^UninstallBtn)"
  nsDialogs::Show
FunctionEnd

Function un.LeaveKeeping
  ${If} $DeleteBox != ""
    ${NSD_GetState} $DeleteBox $DeletesCases
  ${EndIf}
FunctionEnd
