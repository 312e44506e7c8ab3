# Stands for Windows' own icuuc.dll in a wine prefix, and nowhere else: it is never shipped.
# Qt from 6.10 on is linked to it for old text encodings; wine 8.0 has none. Whoever opens a converter here is told that there is none.
        .intel_syntax noprefix
        .text

        .macro function names:vararg
        .irp name, \names
        .globl \name
\name:
        .endr
        .endm

# Writes U_FILE_ACCESS_ERROR where the caller wants to know, and returns nothing.
        .macro refuse status
        test \status, \status
        jz 1f
        mov dword ptr [\status], 4
1:      xor eax, eax
        ret
        .endm

# (name, status), (converter, status)
        function ucnv_open, ucnv_getName
        refuse rdx

# (name, standard, status)
        function ucnv_getStandardName
        refuse r8

# (converter, target, end, source, end, offsets, flush, status): from the fifth on they lie on the stack.
        function ucnv_toUnicode, ucnv_fromUnicode
        mov rax, [rsp + 64]
        refuse rax

# (converter, action, context): neither is set.
        function ucnv_getToUCallBack, ucnv_getFromUCallBack
        test rdx, rdx
        jz 1f
        mov qword ptr [rdx], 0
1:      test r8, r8
        jz 1f
        mov qword ptr [r8], 0
1:      ret

        function ucnv_getMaxCharSize
        mov eax, 4
        ret

# None, 0, or nothing to do.
        function ucnv_getAvailableName, ucnv_countAvailable, ucnv_toUCountPending, ucnv_fromUCountPending
        function ucnv_close, ucnv_reset, ucnv_setToUCallBack, ucnv_setFromUCallBack, ucnv_cbToUWriteUChars, ucnv_cbFromUWriteUChars
        function UCNV_FROM_U_CALLBACK_SUBSTITUTE, UCNV_TO_U_CALLBACK_SUBSTITUTE
        xor eax, eax
        ret

        function DllMain
        mov eax, 1
        ret
