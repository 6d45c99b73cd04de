/// libzstd, as the system installs it: one-shot compression and decompression of raw event blocks.
#include <zstd.h>
