/* hpy/version.h: the release of HPy whose API these headers offer. */
#ifndef HPY_VERSION_H
#define HPY_VERSION_H

#define HPY_VERSION "0.9.0"
#define HPY_GIT_REVISION "hpyrun"

#endif
