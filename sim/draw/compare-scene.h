/* Where the comparison's pictures put things; for its scene and its DOT. */
#pragma once

#include "draw/compare.h"
#include "draw/scene.h"

enum {
    DRAW_COMPARE_WIDTH = 1240,
    DRAW_COMPARE_MIDDLE = DRAW_COMPARE_WIDTH - 2 * 520, /* width of the column of purposes */
};

/* A row, y from the first row's top. */
typedef struct {
    double y, height;
    char **purpose;
    char **lines[DRAW_N_SIDES]; /* the message, or what stands in its place */
} DrawComparePlace;
/* An array of DrawComparePlace, one a row; transfer full. */
GArray *draw_compare_places (const DrawCompare *compare, double *height);
double draw_compare_x (unsigned side, TraceParty party);
const DrawLook *draw_compare_look (const DrawCompareItem *item);
/* What was agreed on, when data may flow, bytes, outcome: a line each. transfer full */
char *draw_compare_heads (const DrawCompare *compare, unsigned side);

DrawScene *draw_scene_from_compare (const DrawCompare *compare);
GBytes *draw_text_compare_dot (const DrawCompare *compare);
GBytes *draw_text_compare_mermaid (const DrawCompare *compare);
