/// statfs(2), which the Glibc module leaves out: tells which kind of file system a folder lies on.
#include <sys/statfs.h>
