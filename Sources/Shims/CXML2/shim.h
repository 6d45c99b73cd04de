// libxml2's reader of whole documents and its tree, and nothing else of libxml2.
#ifndef AGNITRA_CXML2_SHIM_H
#define AGNITRA_CXML2_SHIM_H
#include <libxml/xmlversion.h>
// Debian's libxml2 shows ICU's headers, whose types clash with those of Foundation's own ICU. Nothing here uses them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#endif
