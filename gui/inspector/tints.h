/* Which byte of a canvas gets which colour: the selected field, what surrounds it, and its
 * siblings; all else stays plain, so that the eye is not asked to read a rainbow. */
#pragma once

#include "session.h"

typedef enum {
    STEPSHAKE_TINT_NONE,
    STEPSHAKE_TINT_SIBLING, /* and the four behind it: siblings in turn */
    STEPSHAKE_TINT_PARENT = STEPSHAKE_TINT_SIBLING + 5,
    STEPSHAKE_TINT_GROUP,    /* selected, and holds other fields */
    STEPSHAKE_TINT_SELECTED, /* selected, a leaf */
    STEPSHAKE_TINT_NOISE,    /* sealed to the observer */
    STEPSHAKE_N_TINTS
} StepshakeTint;

/* The named colour of a tint in style.css; NULL for none; static */
const char *stepshake_tint_color (StepshakeTint tint);
/* A byte each for SIZE bytes of the canvas of LAYER, with FIELD (-1: the whole layer) selected;
 * transfer full. */
uint8_t *stepshake_tints_new (GPtrArray *layers, int layer, int field, size_t size);
