// libcurl's setters and getters are variadic, and variadic C functions cannot be called from Swift.
// Each function below fixes the type of the one argument libcurl expects for the options named in its comment.
#ifndef AGNITRA_CCURL_SHIM_H
#define AGNITRA_CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*ccurl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_callback)(void *context, curl_off_t offset, int origin);
typedef int (*ccurl_before_request_callback)(
    void *context, char *remote_address, char *local_address, int remote_port, int local_port);

// CURLOPTTYPE_LONG and CURLOPTTYPE_VALUES.
static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

// CURLOPTTYPE_OFF_T.
static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

// CURLOPTTYPE_STRINGPOINT; libcurl copies the text.
static inline CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *text) {
  return curl_easy_setopt(easy, option, text);
}

// CURLOPTTYPE_OBJECTPOINT and CURLOPTTYPE_CBPOINT; the caller keeps the object alive.
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *pointer) {
  return curl_easy_setopt(easy, option, pointer);
}

// CURLOPTTYPE_SLISTPOINT; the caller keeps the list alive.
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *list) {
  return curl_easy_setopt(easy, option, list);
}

// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION, CURLOPT_READFUNCTION.
static inline CURLcode ccurl_set_data_callback(CURL *easy, CURLoption option, ccurl_data_callback callback) {
  return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode ccurl_set_seek_callback(CURL *easy, ccurl_seek_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode ccurl_set_before_request_callback(CURL *easy, ccurl_before_request_callback callback) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// CURLINFO_LONG.
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO information, long *value) {
  return curl_easy_getinfo(easy, information, value);
}

#endif
