// better-sqlite3 needs one thing of Node-API 10: references to values that are no objects (strings). Electron 25 has
// Node-API 8, where only objects, functions and externals can be referenced. Forced into the build with -include, this
// keeps any other value in a marked array of one element and takes it out again.
#pragma once
#ifdef __cplusplus
#undef NAPI_VERSION
#define NAPI_VERSION 8
#include <node_api.h>

static const napi_type_tag boxTag = {0x6b6c69656e74656cULL, 0x61626f7865647631ULL};

static napi_status createBoxedReference(napi_env env, napi_value value, uint32_t count, napi_ref* result) {
  napi_valuetype type;
  napi_status status = napi_typeof(env, value, &type);
  if (status != napi_ok) return status;
  if (type == napi_object || type == napi_function || type == napi_external) {
    return napi_create_reference(env, value, count, result);
  }
  napi_value box;
  if ((status = napi_create_array_with_length(env, 1, &box)) != napi_ok) return status;
  if ((status = napi_set_element(env, box, 0, value)) != napi_ok) return status;
  if ((status = napi_type_tag_object(env, box, &boxTag)) != napi_ok) return status;
  return napi_create_reference(env, box, count, result);
}

static napi_status getBoxedReferenceValue(napi_env env, napi_ref reference, napi_value* result) {
  napi_status status = napi_get_reference_value(env, reference, result);
  if (status != napi_ok || *result == nullptr) return status;
  napi_valuetype type;
  if ((status = napi_typeof(env, *result, &type)) != napi_ok) return status;
  if (type != napi_object) return napi_ok;
  bool isBox = false;
  if ((status = napi_check_object_type_tag(env, *result, &boxTag, &isBox)) != napi_ok) return status;
  return isBox ? napi_get_element(env, *result, 0, result) : napi_ok;
}

#define napi_create_reference createBoxedReference
#define napi_get_reference_value getBoxedReferenceValue
#endif
