/* Stands for Windows' own icuuc.dll in a wine prefix, and nowhere else: it is never shipped.
   Qt from 6.10 on is linked to it for old text encodings; wine 8.0 has none. Whoever opens a converter here is told that there is none. */
#define EXPORT __declspec(dllexport)
#define NO_SUCH_FILE 4 /* U_FILE_ACCESS_ERROR */
typedef int Status;
static void *refuse(Status *status) { if (status) *status = NO_SUCH_FILE; return 0; }

EXPORT void *ucnv_open(const char *name, Status *status) { return refuse(status); }
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 4; }
EXPORT const char *ucnv_getName(const void *converter, Status *status) { return refuse(status); }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Status *status) { return refuse(status); }
EXPORT const char *ucnv_getAvailableName(int number) { return 0; }
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context) { if (action) *action = 0; if (context) *context = 0; }
EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) { if (action) *action = 0; if (context) *context = 0; }
EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **old, const void **old_context, Status *status) {}
EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context, void **old, const void **old_context, Status *status) {}
EXPORT void ucnv_cbToUWriteUChars(void *arguments, const void *source, int length, int offset, Status *status) {}
EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const void **source, const void *end, int offset, Status *status) {}
EXPORT void ucnv_toUnicode(void *converter, void **target, const void *target_end, const char **source, const char *source_end, int *offsets, signed char flush, Status *status) { refuse(status); }
EXPORT void ucnv_fromUnicode(void *converter, char **target, const char *target_end, const void **source, const void *source_end, int *offsets, signed char flush, Status *status) { refuse(status); }
EXPORT int ucnv_toUCountPending(const void *converter, Status *status) { return 0; }
EXPORT int ucnv_fromUCountPending(const void *converter, Status *status) { return 0; }
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const void *units, int length, int point, int reason, Status *status) {}
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *context, void *arguments, const char *units, int length, int reason, Status *status) {}

int __stdcall DllMain(void *module, unsigned reason, void *reserved) { return 1; }
