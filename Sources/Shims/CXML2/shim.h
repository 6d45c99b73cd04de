// libxml2's reader of whole documents and its tree, and nothing else of libxml2.
#ifndef AGNITRA_CXML2_SHIM_H
#define AGNITRA_CXML2_SHIM_H
#include <libxml/parser.h>
#include <libxml/tree.h>
#endif
