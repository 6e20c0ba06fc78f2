/* The layers of a message, outermost first: its record as it lies on the wire; of a sealed one the
 * nonce, the additional data and the inner plaintext; the message itself. Fields, bytes and why are
 * views of these. A layer whose bytes lie within another layer's (a plain record's message) shares
 * that layer's canvas, so that the inspector shows one row of bytes, not two. */
#pragma once

#include "trace/trace.h"

typedef struct {
    const char *id; /* "record", "nonce", "additional-data", "inner", "message", "unpacked"; static
                     */
    char *title;    /* "Record" */
    char *note;     /* "handshake, 199 bytes" */
    WireTree *tree; /* a reference */
    int canvas;     /* index of the layer in whose bytes it lies; its own when in its own */
    uint32_t at;    /* offset there */
    bool noise;     /* the observer cannot read what the record seals */
} StepshakeLayer;

/* What OBSERVER can see of MESSAGE at CURSOR. AS_SENT: as its sender wrote it, before the attacker
 * changed it. GPtrArray of StepshakeLayer; transfer full; empty when there is nothing to see. */
GPtrArray *stepshake_layers_new (const Trace *trace, const TraceObserver *observer, int message,
                                 unsigned cursor, bool as_sent);

/* The innermost layer that holds the byte at OFFSET of CANVAS, and the field of it: the leaf, or
 * its parent where the leaf only stands for it. False behind the end. */
bool stepshake_layers_at (GPtrArray *layers, int canvas, uint32_t offset, int *layer, int *field);
/* Where FIELD of LAYER (-1: all of it) lies in its canvas. */
void stepshake_layers_range (GPtrArray *layers, int layer, int field, uint32_t *offset,
                             uint32_t *length);
/* The bytes of a field; -1: of the whole layer. */
BaseSpan stepshake_layer_span (const StepshakeLayer *layer, int field);
/* The fields that are shown below FIELD (-1: the layer), of unsigned: what only stands for its
 * parent gives way to its own children. transfer full */
GArray *stepshake_layer_children (const StepshakeLayer *layer, int field);
/* The field that FIELD is shown below; -1: the layer. */
int stepshake_layer_parent (const StepshakeLayer *layer, int field);
/* Whether a sealed record's bytes from OFFSET to END are noise to the observer; false: none are. */
bool stepshake_layer_noise (const StepshakeLayer *layer, uint32_t *offset, uint32_t *end);
