/* Stands for Windows' own bcryptprimitives.dll in a wine prefix, and nowhere else: it is never shipped.
   Libraries written in Rust (cryptography, pydantic) take their random numbers there; wine 8.0 has no such library, but the older call. */
typedef unsigned char Byte;
__declspec(dllimport) Byte __stdcall SystemFunction036(void *buffer, unsigned long length); /* advapi32: RtlGenRandom */

__declspec(dllexport) int __stdcall ProcessPrng(Byte *buffer, unsigned long long length) {
  while (length > 0) {
    unsigned long part = length > 0x10000 ? 0x10000 : (unsigned long)length;
    if (!SystemFunction036(buffer, part)) return 0;
    buffer += part;
    length -= part;
  }
  return 1;
}

int __stdcall DllMain(void *module, unsigned reason, void *reserved) { return 1; }
