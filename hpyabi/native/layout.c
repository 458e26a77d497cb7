/* The offsets of layout_gen.h as the C compiler sees them. */
#include "layout.h"

#define FIELD(cs, cf, gs, gf) {gs, gf, offsetof(struct cs, cf), sizeof(((struct cs *)0)->cf)},

static const struct hpyrun_layout_field fields[] = {HPYRUN_LAYOUT_FIELDS(FIELD)};
const int hpyrun_layout_nfields = sizeof fields / sizeof fields[0];

const struct hpyrun_layout_field *hpyrun_layout_fields(void)
{
    return fields;
}
