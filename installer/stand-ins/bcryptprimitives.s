# Stands for Windows' own bcryptprimitives.dll in a wine prefix, and nowhere else: it is never shipped.
# Libraries written in Rust (cryptography, pydantic) take their random numbers there; wine 8.0 has no such library, but the older call.
# In assembly, since a compiler for Windows would be 50 MB to fetch for it.
        .intel_syntax noprefix
        .text

# int ProcessPrng(unsigned char *buffer, unsigned long long length): 1, or 0 where there are no random numbers.
        .globl ProcessPrng
ProcessPrng:
        push rbx
        push rsi
        push rdi
        sub rsp, 32
        mov rbx, rcx
        mov rsi, rdx
next:
        mov eax, 1
        test rsi, rsi
        jz done
        # The older call takes a length of 32 bits.
        mov edi, 0x10000
        cmp rsi, rdi
        cmovb rdi, rsi
        mov rcx, rbx
        mov edx, edi
        # advapi32: RtlGenRandom(buffer, length), which returns a byte.
        call SystemFunction036
        movzx eax, al
        test eax, eax
        jz done
        add rbx, rdi
        sub rsi, rdi
        jmp next
done:
        add rsp, 32
        pop rdi
        pop rsi
        pop rbx
        ret

        .globl DllMain
DllMain:
        mov eax, 1
        ret
