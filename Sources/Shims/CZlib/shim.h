/// zlib, as the system installs it: streaming decompression of gzip files.
#include <zlib.h>
