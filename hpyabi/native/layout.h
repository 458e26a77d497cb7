#ifndef HPYRUN_LAYOUT_TABLE_H
#define HPYRUN_LAYOUT_TABLE_H

#include "layout_gen.h"

struct hpyrun_layout_field {
    const char *owner;
    const char *name;
    size_t offset;
    size_t size;
};

const struct hpyrun_layout_field *hpyrun_layout_fields(void);
extern const int hpyrun_layout_nfields;

#endif
